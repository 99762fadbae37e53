using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Relay.Functions.Deliver;
using Relay.Functions.Queue;
using Relay.Local.Conformance.Samples;

namespace Relay.Local.Conformance.Points;

/// <summary>Batches, and what is answered to them.</summary>
internal static class DeliveryPoints
{
    /// <summary>The point that all deliveries depend on.</summary>
    public const string One = "DLV-01";

    private const string Answers = "docs/delivery.md#what-a-partner-answers";
    private const string Largest = "docs/conformance.md#deliveries";
    private const int Most = 100;
    private const int SharedBytes = 300;

    public static IReadOnlyList<ConformancePoint> All { get; } =
    [
        Point(One, "A batch of one envelope", Answers, "204, or 200 with a result for the envelope: accepted", OneAsync, SignaturePoints.Valid),
        Point("DLV-02", "A batch of 100 envelopes", Largest, "all accepted, each answered once", HundredAsync),
        Point("DLV-03", "A batch that comes again, signed anew", "docs/delivery.md#twice", "accepted again", AgainAsync),
        Point("DLV-04", "An envelope that comes again in another batch, with one that is new", "docs/delivery.md#twice", "both accepted", AgainAmongOthersAsync),
        Point("DLV-05", "A user that the partner does not have, among others", Answers, "200: refused with a reason; the others accepted", UnknownUserAsync),
        Point("DLV-06", "Members that the partner does not know", Largest, "accepted as without them", UnknownMembersAsync),
        Point("DLV-07", "Ciphertexts that share a part (a message to a group)", "docs/groups.md#receiving", "all accepted", SharedAsync),
        Point("DLV-08", "The classes urgent and ephemeral", "docs/delivery.md#time", "accepted", ClassesAsync),
        Point("DLV-09", "Envelopes to several users, several to each", Answers, "all accepted", SeveralUsersAsync),
    ];

    private static ConformancePoint Point(
        string id, string title, string requirement, string expected, Func<Examination, CancellationToken, Task<Finding>> check, string dependsOn = One) =>
        new() { Id = id, Title = title, Requirement = requirement, Expected = expected, DependsOn = [dependsOn], Check = check };

    private static Task<Finding> OneAsync(Examination examined, CancellationToken cancel) => TakenAsync(examined, examined.Batch(), cancel);

    private static Task<Finding> HundredAsync(Examination examined, CancellationToken cancel) => TakenAsync(examined, examined.Batch(Most), cancel);

    private static async Task<Finding> TakenAsync(Examination examined, SampleBatch batch, CancellationToken cancel, byte[]? body = null)
    {
        var delivered = await examined.DeliverAsync(batch, cancel, body);
        var finding = examined.AllTaken(delivered, batch.Ids);
        // What was put off came in an answer of its own.
        return finding.Result == PointResult.Passed && delivered.Calls == 1 && Delivering.Untidiness(delivered.Reply, batch) is { } untidy
            ? Finding.Fail($"{delivered.Reply.Text}, but {untidy}")
            : finding;
    }

    private static async Task<Finding> AgainAsync(Examination examined, CancellationToken cancel)
    {
        var batch = examined.Batch(3);
        var first = await examined.DeliverAsync(batch, cancel);
        return examined.AllTaken(first, batch.Ids) is { Result: PointResult.Failed } failed
            ? failed with { Observed = $"the first time: {failed.Observed}" }
            : examined.AllTaken(await examined.DeliverAsync(batch, cancel), batch.Ids);
    }

    private static async Task<Finding> AgainAmongOthersAsync(Examination examined, CancellationToken cancel)
    {
        var had = new SampleEnvelope(examined.User);
        var first = await examined.DeliverAsync(examined.Batch([had]), cancel);
        if (examined.AllTaken(first, [had.Id]) is { Result: PointResult.Failed } failed)
            return failed with { Observed = $"the first time: {failed.Observed}" };

        var batch = examined.Batch([had, new SampleEnvelope(examined.User)]);
        return examined.AllTaken(await examined.DeliverAsync(batch, cancel), batch.Ids);
    }

    private static async Task<Finding> UnknownUserAsync(Examination examined, CancellationToken cancel)
    {
        var stranger = new SampleEnvelope(new TestUser(examined.Options.Users.Unknown, examined.User.Devices));
        var batch = examined.Batch([new SampleEnvelope(examined.User), stranger, new SampleEnvelope(examined.User)]);
        var delivered = await examined.DeliverAsync(batch, cancel);
        var others = examined.AllTaken(delivered, [.. batch.Ids.Where(id => id != stranger.Id)]);
        if (others.Result == PointResult.Failed)
            return others;

        return delivered.Verdicts.GetValueOrDefault(stranger.Id, (EnvelopeVerdict.Retry, null)) switch
        {
            (EnvelopeVerdict.Refused, { } reason) => Finding.Pass($"refused ({reason}); {others.Observed}"),
            (EnvelopeVerdict.Refused, null) => Finding.Fail("refused, but without a reason in kebab case of at most 64 characters"),
            (EnvelopeVerdict.Accepted, _) => Finding.Fail("accepted for a user that is not there"),
            _ => Finding.Fail("not refused: it would come again until it expires"),
        };
    }

    private static Task<Finding> UnknownMembersAsync(Examination examined, CancellationToken cancel)
    {
        var batch = examined.Batch();
        var json = JsonNode.Parse(batch.Body)!;
        var envelope = json["envelopes"]![0]!;
        foreach (var place in new[] { json, envelope, envelope["from"]!, envelope["ciphertexts"]![0]! })
            place["conformanceUnknown"] = new JsonObject { ["is"] = "to be passed over" };
        return TakenAsync(examined, batch, cancel, Encoding.UTF8.GetBytes(json.ToJsonString()));
    }

    private static Task<Finding> SharedAsync(Examination examined, CancellationToken cancel)
    {
        var bytes = RandomNumberGenerator.GetBytes(SharedBytes);
        var shared = new PackedShared(SHA256.HashData(bytes), bytes);
        return TakenAsync(examined, examined.Batch([.. examined.Options.Users.Users.Select(user => new SampleEnvelope(user, shared: shared))]), cancel);
    }

    private static async Task<Finding> ClassesAsync(Examination examined, CancellationToken cancel)
    {
        foreach (var envelopeClass in new[] { EnvelopeClass.Urgent, EnvelopeClass.Ephemeral })
        {
            var batch = examined.Batch([new SampleEnvelope(examined.User)], envelopeClass);
            if (await TakenAsync(examined, batch, cancel) is { Result: PointResult.Failed } failed)
                return failed with { Observed = $"{envelopeClass}: {failed.Observed}" };
        }

        return Finding.Pass("both accepted");
    }

    private static Task<Finding> SeveralUsersAsync(Examination examined, CancellationToken cancel)
    {
        const int Each = 5;
        var users = examined.Options.Users.Users;
        return TakenAsync(examined, examined.Batch([.. Enumerable.Range(0, users.Count * Each).Select(i => new SampleEnvelope(users[i % users.Count]))]), cancel);
    }
}
