using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Relay.Functions.Usage;

namespace Relay.Functions.Tests.Usage;

/// <summary>What an operator may ask for.</summary>
public sealed class UsageQueryTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Read_NothingGiven_IsTheLastHourOfAllByMinute() =>
        Assert.Equal(new UsageQuery(null, Now.AddHours(-1), Now, TimeSpan.FromMinutes(1)), Read("").Query);

    [Fact]
    public void Read_EverythingGiven_IsThat() => Assert.Equal(
        new UsageQuery("whatsapp", Now.AddDays(-30), Now.AddDays(-1), TimeSpan.FromHours(1)),
        Read("?partner=whatsapp&from=2026-01-30T12:00:00Z&to=2026-02-28T12:00:00Z&step=3600").Query);

    [Fact]
    public void Read_AsManyStepsAsAllowed_IsTaken() => Assert.NotNull(Read("?from=2026-02-28T11:00:00Z").Query);

    [Theory]
    [InlineData("?partner=Whats%20App", "partner")]
    [InlineData("?partner=", "partner")]
    [InlineData("?partner=a1&partner=b1", "partner")]
    [InlineData("?user=ana", "user")]
    [InlineData("?from=yesterday", "from")]
    [InlineData("?to=1969-01-01T00:00:00Z", "to")]
    [InlineData("?from=2026-03-01T12:00:00Z", "from")] // not before now
    [InlineData("?from=2026-03-02T12:00:00Z&to=2026-03-01T13:00:00Z", "from")]
    [InlineData("?step=0", "step")]
    [InlineData("?step=61", "step")]
    [InlineData("?step=-60", "step")]
    [InlineData("?step=1.5", "step")]
    [InlineData("?step=9999999999", "step")]
    [InlineData("?step=2678460", "step")]
    [InlineData("?from=2026-02-28T10:59:00Z", "step")] // 1501 minutes
    [InlineData("?from=1970-01-01T00:00:00Z", "step")]
    public void Read_WhatBreaksARule_IsRefusedByItsName(string query, string field)
    {
        var (read, problem) = Read(query);

        Assert.Null(read);
        Assert.Equal((400, field), (problem!.Status, problem.Field));
        Assert.NotEmpty(problem.Rule!);
    }

    private static (UsageQuery? Query, Relay.Functions.Hosting.Problem? Problem) Read(string query) =>
        UsageQuery.Read(new QueryCollection(QueryHelpers.ParseQuery(query)), Now);
}
