using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Relay.Client.Webhooks;
using Relay.Local.Sandbox.Faults;

namespace Relay.Local.Sandbox.Tests;

/// <summary>What a plain HTTP client sees of each profile, and what the partner has taken all the same.</summary>
public sealed class FaultTests : IDisposable
{
    private readonly Caller _caller = new();

    [Theory]
    [InlineData(SandboxFault.Gone, HttpStatusCode.Gone, null)]
    [InlineData(SandboxFault.Throttled, HttpStatusCode.TooManyRequests, "7")]
    public async Task Status_IsTheProfiles_AndNothingIsTaken(SandboxFault fault, HttpStatusCode status, string? retryAfter)
    {
        await using var partner = await StartAsync(new SandboxProfile(fault) { RetryAfterSeconds = 7 });

        using var answer = await _caller.PostAsync(partner.Endpoint, Caller.Body(Caller.Ids(1)));

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(retryAfter, answer.Headers.RetryAfter?.ToString());
        Assert.Empty(partner.Record.Arrivals);
    }

    [Fact]
    public async Task Redirect_PointsToAPathThatCountsWhoFollows()
    {
        await using var partner = await StartAsync(new SandboxProfile(SandboxFault.Redirect));

        using var answer = await _caller.PostAsync(partner.Endpoint, Caller.Body(Caller.Ids(1)));
        Assert.Equal(HttpStatusCode.TemporaryRedirect, answer.StatusCode);
        Assert.Equal(0, partner.Record.Counts.FollowedRedirects);

        using var followed = await _caller.PostAsync(new Uri(partner.Endpoint, answer.Headers.Location!), []);
        Assert.Equal(1, partner.Record.Counts.FollowedRedirects);
        Assert.Empty(partner.Record.Arrivals);
    }

    [Fact]
    public async Task Down_ResetsConnectionsAndComesBackAtTheSamePort()
    {
        await using var partner = await StartAsync(new SandboxProfile(SandboxFault.Down));
        await AssertBrokenAsync(() => _caller.PostAsync(partner.Endpoint, Caller.Body(Caller.Ids(1))));
        Assert.True(partner.Record.Counts.RefusedConnections > 0);

        partner.Profile = SandboxProfile.Healthy;

        Assert.Single(await _caller.ResultsAsync(partner.Endpoint, Caller.Body(Caller.Ids(1))));
    }

    [Fact]
    public async Task Down_AfterHealthy_CutsTheConnectionsThatAreOpen()
    {
        await using var partner = await StartAsync(SandboxProfile.Healthy);
        await _caller.ResultsAsync(partner.Endpoint, Caller.Body(Caller.Ids(1)));

        partner.Profile = new SandboxProfile(SandboxFault.Down);

        await AssertBrokenAsync(() => _caller.PostAsync(partner.Endpoint, Caller.Body(Caller.Ids(1))));
        Assert.Equal(1, partner.Record.Counts.Envelopes);
    }

    [Fact]
    public async Task Flapping_IsDownAndUpInTurn()
    {
        var clock = new SteppedClock();
        await using var partner = await SandboxPartner.StartAsync(new SandboxOptions
        {
            Clock = clock,
            Profile = new SandboxProfile(SandboxFault.Flapping) { DownMilliseconds = 300, UpMilliseconds = 200 },
        });
        foreach (var (milliseconds, isUp) in new[] { (0, false), (299, false), (1, true), (199, true), (1, false), (300, true) })
        {
            clock.Advance(TimeSpan.FromMilliseconds(milliseconds));
            var post = _caller.PostAsync(partner.Endpoint, Caller.Body(Caller.Ids(1)));
            if (isUp)
                (await post).Dispose();
            else
                await Assert.ThrowsAsync<HttpRequestException>(() => post);
        }

        Assert.Equal(3, partner.Record.Counts.Envelopes);
    }

    [Fact]
    public async Task Slow_AnswersAfterTheDelay()
    {
        await using var partner = await StartAsync(new SandboxProfile(SandboxFault.Slow) { DelayMilliseconds = 300 });
        var clock = Stopwatch.StartNew();

        await _caller.ResultsAsync(partner.Endpoint, Caller.Body(Caller.Ids(1)));

        // Timers may be early by a tick of the system's clock.
        Assert.True(clock.ElapsedMilliseconds >= 280, $"{clock.ElapsedMilliseconds} ms");
    }

    [Fact]
    public async Task SlowLoris_GivesTheAnswerAByteAtATime()
    {
        await using var partner = await StartAsync(new SandboxProfile(SandboxFault.SlowLoris) { ByteMilliseconds = 20 });
        using var answer = await _caller.PostAsync(partner.Endpoint, Caller.Body(Caller.Ids(1)), HttpCompletionOption.ResponseHeadersRead);
        var clock = Stopwatch.StartNew();

        var body = await answer.Content.ReadAsByteArrayAsync();

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(answer.Content.Headers.ContentLength, body.Length);
        Assert.True(clock.ElapsedMilliseconds > body.Length * 10, $"{body.Length} bytes in {clock.ElapsedMilliseconds} ms");
        Assert.Equal(1, partner.Record.Counts.Envelopes);
    }

    [Fact]
    public async Task Reset_BreaksTheAnswerInItsMiddle_AfterTaking()
    {
        await using var partner = await StartAsync(new SandboxProfile(SandboxFault.Reset));

        // A reset overtakes what the caller has not read yet: the half may be seen or not, the whole never.
        var broken = await Assert.ThrowsAnyAsync<Exception>(() => _caller.ResultsAsync(partner.Endpoint, Caller.Body(Caller.Ids(3))));

        Assert.True(broken is HttpRequestException or HttpIOException, broken.ToString());
        Assert.Equal(3, partner.Record.Counts.Envelopes);
    }

    [Fact]
    public async Task HugeAnswer_IsAGigabyteAnnouncedAndSentForAsLongAsSomebodyReads()
    {
        await using var partner = await StartAsync(new SandboxProfile(SandboxFault.HugeAnswer));
        using var answer = await _caller.PostAsync(partner.Endpoint, Caller.Body(Caller.Ids(1)), HttpCompletionOption.ResponseHeadersRead);
        await using var body = await answer.Content.ReadAsStreamAsync();

        var part = new byte[8 * 1024 * 1024];
        await body.ReadExactlyAsync(part);

        Assert.Equal(1L << 30, answer.Content.Headers.ContentLength);
        Assert.Equal(1, partner.Record.Counts.Envelopes);
    }

    [Fact]
    public async Task HugeAnswer_ReadToTheEnd_HoldsTheRightAnswer()
    {
        await using var partner = await StartAsync(new SandboxProfile(SandboxFault.HugeAnswer) { AnswerBytes = 3_000_000 });
        var ids = Caller.Ids(2);

        Assert.Equal(ids, (await _caller.ResultsAsync(partner.Endpoint, Caller.Body(ids))).Select(result => result.Id));
    }

    [Fact]
    public async Task WrongJson_IsNeverTheDocumentedForm()
    {
        await using var partner = await StartAsync(new SandboxProfile(SandboxFault.WrongJson));
        for (var i = 0; i < WrongJsonFault.Bodies.Count * 2; i++)
            await Assert.ThrowsAnyAsync<JsonException>(async () =>
            {
                if (await _caller.ResultsAsync(partner.Endpoint, Caller.Body(Caller.Ids(1))) is null)
                    throw new JsonException("There are no results.");
            });
        Assert.Equal(WrongJsonFault.Bodies.Count * 2, partner.Record.Counts.Envelopes);
    }

    [Fact]
    public async Task UnknownIds_AnswersForOthersOnly()
    {
        await using var partner = await StartAsync(new SandboxProfile(SandboxFault.UnknownIds));
        var ids = Caller.Ids(3);

        var results = await _caller.ResultsAsync(partner.Endpoint, Caller.Body(ids));

        Assert.Equal(3, results.Select(result => result.Id).Except(ids).Count());
        Assert.Equal(3, results.Count);
    }

    [Fact]
    public async Task Contradictions_NameEachIdTwice()
    {
        await using var partner = await StartAsync(new SandboxProfile(SandboxFault.Contradictions));
        var id = Caller.Ids(1)[0];

        var results = await _caller.ResultsAsync(partner.Endpoint, Caller.Body([id]));

        Assert.Equal([(id, DeliveryStatus.Accepted), (id, DeliveryStatus.Refused)], results.Select(result => (result.Id, result.Status)));
    }

    [Theory]
    [InlineData(SandboxFault.Retry, DeliveryStatus.Retry)]
    [InlineData(SandboxFault.Refuse, DeliveryStatus.Refused)]
    public async Task ChosenUsers_HaveTheirAnswer_AndOthersAreTaken(SandboxFault fault, DeliveryStatus status)
    {
        await using var partner = await StartAsync(new SandboxProfile(fault) { Users = ["bea"] });
        var ids = Caller.Ids(2);

        var results = await _caller.ResultsAsync(partner.Endpoint, Caller.Body(ids, "ben", "bea"));

        Assert.Equal([DeliveryStatus.Accepted, status], results.Select(result => result.Status));
        Assert.Equal([ids[0]], partner.Record.Arrivals.Select(arrived => arrived.Id));
    }

    [Theory]
    [InlineData("ben,bea", HttpStatusCode.InternalServerError, 0)]
    [InlineData("bea", HttpStatusCode.InternalServerError, 0)]
    [InlineData("ben", HttpStatusCode.OK, 2)]
    public async Task Poison_FailsBatchesThatHoldAChosenUser(string users, HttpStatusCode status, int taken)
    {
        await using var partner = await StartAsync(new SandboxProfile(SandboxFault.Poison) { Users = ["bea"] });

        using var answer = await _caller.PostAsync(partner.Endpoint, Caller.Body(Caller.Ids(2), users.Split(',')));

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(taken, partner.Record.Counts.Envelopes);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(100, 20)]
    public async Task Errors_AtTheEdges_AreNoneOrAll(int percent, int expected)
    {
        Assert.Equal(expected, (await ErrorsAsync(percent, 1)).Count(isError => isError));
    }

    [Fact]
    public async Task Errors_OfOneSeed_AreTheSameInEveryRun()
    {
        var first = await ErrorsAsync(50, 7);

        Assert.Equal(first, await ErrorsAsync(50, 7));
        Assert.NotEqual(first, await ErrorsAsync(50, 8));
        Assert.InRange(first.Count(isError => isError), 1, first.Count - 1);
    }

    public void Dispose() => _caller.Dispose();

    private static Task<SandboxPartner> StartAsync(SandboxProfile profile) => SandboxPartner.StartAsync(new SandboxOptions { Profile = profile });

    private async Task<List<bool>> ErrorsAsync(int percent, int seed)
    {
        await using var partner = await SandboxPartner.StartAsync(new SandboxOptions { Seed = seed, Profile = new SandboxProfile(SandboxFault.Errors) { Percent = percent } });
        var errors = new List<bool>();
        for (var i = 0; i < 20; i++)
        {
            using var answer = await _caller.PostAsync(partner.Endpoint, Caller.Body(Caller.Ids(1)));
            errors.Add(answer.StatusCode == HttpStatusCode.InternalServerError);
        }

        return errors;
    }

    // A connection that is reset while it is set up is told by either.
    private static async Task AssertBrokenAsync(Func<Task> call)
    {
        var failure = await Assert.ThrowsAnyAsync<Exception>(call);
        Assert.True(failure is HttpRequestException or SocketException, failure.ToString());
    }
}
