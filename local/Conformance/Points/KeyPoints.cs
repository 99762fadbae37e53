using Relay.Local.Conformance.Calls;
using Relay.Signatures;

namespace Relay.Local.Conformance.Points;

/// <summary>What happens when the relay changes its keys while deliveries go on.</summary>
internal static class KeyPoints
{
    private const string New = "KEY-01";
    private const string Requirement = "docs/conformance.md#keys";

    public static IReadOnlyList<ConformancePoint> All { get; } =
    [
        Point(New, "A second key is published, of the other algorithm, and signs", "accepted, after the keys were read anew", NewKeyAsync, SignaturePoints.Valid),
        Point("KEY-02", "The first key, while both are published", "accepted", OverlapAsync, New),
        Point("KEY-03", "The first key after it was withdrawn and the keys were read anew", "401", WithdrawnAsync, New),
    ];

    private static ConformancePoint Point(string id, string title, string expected, Func<Examination, CancellationToken, Task<Finding>> check, string dependsOn) =>
        new() { Id = id, Title = title, Requirement = Requirement, Expected = expected, Need = PointNeed.Serve, DependsOn = [dependsOn], Check = check };

    private static async Task<Finding> NewKeyAsync(Examination examined, CancellationToken cancel)
    {
        examined.Keys.Publish(examined.Keys.First, examined.Keys.Second);
        var reply = await SignedWithAsync(examined, examined.Keys.Second, examined.Options.KeySeconds, cancel);
        return Finding.Of(reply.IsSuccess, reply.IsSuccess ? reply.Text : $"{reply.Text}, for {examined.Options.KeySeconds} s");
    }

    private static async Task<Finding> OverlapAsync(Examination examined, CancellationToken cancel)
    {
        var reply = await SignedWithAsync(examined, examined.Keys.First, 0, cancel);
        return Finding.Of(reply.IsSuccess, reply.Text);
    }

    private static async Task<Finding> WithdrawnAsync(Examination examined, CancellationToken cancel)
    {
        // A third key, which makes the partner read the keys: then it cannot but see that the first has gone.
        examined.Keys.Publish(examined.Keys.Second, examined.Keys.Third);
        var third = await SignedWithAsync(examined, examined.Keys.Third, examined.Options.KeySeconds, cancel);
        if (!third.IsSuccess)
            return Finding.Fail($"{third.Text} to a third key");

        var batch = examined.Batch();
        examined.Sent.Forge("KEY-03", batch.Ids);
        var reply = await examined.Deliveries.PostAsync(batch.Id, batch.Body, cancel, new CallFault { Key = examined.Keys.First });
        return Finding.Of(reply is { Status: Reply.Unauthorized, Failure: null }, reply.Text);
    }

    /// <summary>Delivers under a key, again and again while it is refused; the first key is in use again afterwards.</summary>
    private static async Task<Reply> SignedWithAsync(Examination examined, SigningKey key, int seconds, CancellationToken cancel)
    {
        examined.Deliveries.SignWith(key);
        var reply = await examined.UntilAsync(
            async () => (await examined.DeliverAsync(examined.Batch(), cancel)).Reply, reply => reply.Status is Reply.Unauthorized or 503, seconds, cancel);
        examined.Deliveries.SignWith(examined.Keys.First);
        return reply;
    }
}
