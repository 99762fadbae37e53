using System.Text.Json;
using Relay.Client.Envelopes;
using Relay.Functions.Telemetry;
using Relay.Local.Stack;
using Relay.Road.Tests.Fixtures;

namespace Relay.Road.Tests;

/// <summary>A relay that tells its counts, and whose cache outlives a test.</summary>
public sealed class CountingStack : StackFixture
{
    public OtlpReceiver Receiver { get; } = new();

    protected override Dictionary<string, string> Settings => new(base.Settings.Concat(Receiver.Settings)) { ["Relay__DirectoryCacheSeconds"] = "60" };

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Receiver.DisposeAsync();
    }
}

/// <summary>The numbers of operations in docs/scale/model.json are those that the program makes.</summary>
public sealed class ScaleCountsTests(CountingStack fixture) : IClassFixture<CountingStack>
{
    private const int Messages = 40;
    private const int Packed = 10;

    // What a timer, the usage of a minute or a cached partner's refresh may add meanwhile.
    private const int Beside = 12;

    [Fact]
    public async Task Operations_OfPackedMessages_AreThoseOfTheModel()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack, lanes: 1);
        await using var b = await TestPartner.StartAsync(fixture.Stack, lanes: 1);
        await a.OptInAsync("ana");
        string[] users = [.. Enumerable.Range(0, Packed).Select(i => $"u{i}")];
        foreach (var user in users)
            await b.OptInAsync(user);
        OutgoingEnvelope[] Batch() => [.. users.Select(user => a.Envelope("ana", b, user))];

        var before = await QuietAsync();
        await a.Client.SendAsync(Batch());
        await Eventually.TrueAsync(() => b.Received.Count == Packed, "the first arrive");
        var cold = await QuietAsync();
        for (var i = 0; i < Messages; i++)
            await a.Client.SendAsync(Batch());
        await Eventually.TrueAsync(() => b.Received.Count == Packed * (Messages + 1), "all arrive");
        var warm = await QuietAsync();

        var sent = warm[MetricNames.QueueSent] - cold[MetricNames.QueueSent];
        Assert.Equal(Messages, sent);
        Assert.Equal(Messages, warm[MetricNames.QueueReceived] - cold[MetricNames.QueueReceived]);
        Within(Messages * Model("operations.tableReadsPerMessage"), warm["reads"] - cold["reads"]);
        Within(Messages * Model("operations.tableWritesPerMessage"), warm["writes"] - cold["writes"]);
        Assert.Equal(cold["blobs"], warm["blobs"]);
        Within((Packed + 1) * Model("operations.tableReadsPerNewUser"), cold["reads"] - before["reads"] - 1);
    }

    private static void Within(double expected, double counted) =>
        Assert.True(counted >= expected && counted <= (expected * 1.25) + Beside, $"{counted} were counted, and the model says {expected}.");

    // The counts when they have stopped to change: exported twice alike.
    private async Task<Dictionary<string, double>> QuietAsync()
    {
        var last = Counts();
        await Eventually.TrueAsync(
            async () =>
            {
                var seen = fixture.Receiver.Points.Count(point => point.Metric == MetricNames.StorageOperations);
                await Eventually.TrueAsync(() => fixture.Receiver.Points.Count(point => point.Metric == MetricNames.StorageOperations) > seen, "the counts come again");
                var before = last;
                last = Counts();
                return before.Count > 0 && before.OrderBy(one => one.Key, StringComparer.Ordinal).SequenceEqual(last.OrderBy(one => one.Key, StringComparer.Ordinal));
            },
            "the counts come to rest");
        return last;
    }

    private Dictionary<string, double> Counts()
    {
        var points = fixture.Receiver.Points;
        double Of(string metric, Func<OtlpPoint, bool> which) => points
            .Where(point => point.Metric == metric && which(point))
            .GroupBy(point => string.Join('|', point.Tags.OrderBy(tag => tag.Key, StringComparer.Ordinal).Select(tag => tag.Value)), StringComparer.Ordinal)
            .Sum(series => series.Max(point => point.Value));
        bool IsTable(OtlpPoint point) => point.Tags[MetricTags.Store] == "tables";
        return new()
        {
            [MetricNames.QueueSent] = Of(MetricNames.QueueSent, _ => true),
            [MetricNames.QueueReceived] = Of(MetricNames.QueueReceived, _ => true),
            ["reads"] = Of(MetricNames.StorageOperations, point => IsTable(point) && point.Tags[MetricTags.Operation] is "read" or "list"),
            ["writes"] = Of(MetricNames.StorageOperations, point => IsTable(point) && point.Tags[MetricTags.Operation] is "write"),
            ["blobs"] = Of(MetricNames.StorageOperations, point => !IsTable(point)),
        };
    }

    private static double Model(string name)
    {
        using var model = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(RepositoryPaths.Root, "docs", "scale", "model.json")));
        return model.RootElement.GetProperty("numbers").GetProperty(name).GetProperty("value").GetDouble();
    }
}
