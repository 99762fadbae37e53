using Relay.Local.Conformance.Calls;
using Relay.Signatures;

namespace Relay.Local.Conformance.Points;

/// <summary>What a partner must refuse, and the one thing that it must accept. Each bad request is good but for one thing.</summary>
internal static class SignaturePoints
{
    /// <summary>The point that all signed calls depend on.</summary>
    public const string Valid = "SIG-01";

    private const string Requirement = "docs/conformance.md#signatures";

    private static readonly TimeSpan FarOff = TimeSpan.FromMinutes(10);

    public static IReadOnlyList<ConformancePoint> All { get; } =
    [
        new()
        {
            Id = Valid,
            Title = "A request that the relay has signed",
            Requirement = Requirement,
            Expected = "2xx",
            DependsOn = ["TLS-01", "TLS-02"],
            Check = ValidAsync,
        },
        Refused("SIG-02", "A forged signature", _ => new CallFault { TurnsBit = true }),
        new()
        {
            Id = "SIG-03",
            Title = "The same request a second time (its nonce was used)",
            Requirement = Requirement,
            Expected = "2xx, then 401",
            DependsOn = [Valid],
            Check = ReplayAsync,
        },
        Refused("SIG-04", "A signature that has expired", _ => new CallFault { Created = -FarOff }),
        Refused("SIG-05", "A signature of the future", _ => new CallFault { Created = FarOff }),
        Refused("SIG-06", "A key that the relay does not publish", examined => new CallFault { Key = examined.Keys.Stranger }),
        Refused("SIG-07", "A key of another algorithm under a known name", OtherAlgorithm),
        Refused("SIG-08", "Another body with a Content-Digest that fits it", examined => new CallFault { SignedBody = examined.Batch().Body, FitsDigestToSent = true }),
        Refused("SIG-09", "No Content-Digest", _ => new CallFault { HasDigest = false }),
        Refused("SIG-10", "A body that was changed after signing", examined => new CallFault { SignedBody = examined.Batch().Body }),
        Refused("SIG-11", "A signature for another path", _ => new CallFault { Line = line => line with { Path = line.Path + "x" } }),
        Refused("SIG-12", "A signature for another host", _ => new CallFault { Line = line => line with { Authority = "other.example" } }),
        new()
        {
            Id = "SIG-13",
            Title = "A signature that leaves a component out, whichever",
            Requirement = Requirement,
            Expected = "401, for each of the five",
            DependsOn = [Valid],
            Check = FewerComponentsAsync,
        },
        Refused("SIG-14", "A signature that was made for another purpose", _ => new CallFault { Tag = SignatureTags.Request }),
        Refused("SIG-15", "A signature that lives longer than five minutes", _ => new CallFault { Lifetime = TimeSpan.FromHours(1) }),
        Refused("SIG-16", "A signature without a nonce", _ => new CallFault { HasNonce = false }),
        Refused("SIG-17", "No signature", _ => new CallFault { HasSignature = false }),
        Refused("SIG-18", "A signature for another query", _ => new CallFault { Line = line => line with { Query = line.Query is "" ? "?x" : line.Query + "x" } }),
    ];

    /// <summary>Posts an envelope that must not be taken.</summary>
    private static async Task<Reply> ForgeAsync(Examination examined, string point, CallFault fault, CancellationToken cancel)
    {
        var batch = examined.Batch();
        examined.Sent.Forge(point, batch.Ids);
        return await examined.Deliveries.PostAsync(batch.Id, batch.Body, cancel, fault);
    }

    private static ConformancePoint Refused(string id, string title, Func<Examination, CallFault> fault) => new()
    {
        Id = id,
        Title = title,
        Requirement = Requirement,
        Expected = "401",
        DependsOn = [Valid],
        Check = async (examined, cancel) =>
        {
            var reply = await ForgeAsync(examined, id, fault(examined), cancel);
            return Finding.Of(reply is { Status: Reply.Unauthorized, Failure: null }, reply.Text);
        },
    };

    private static async Task<Finding> ValidAsync(Examination examined, CancellationToken cancel)
    {
        // The partner may have to read the keys first, and may have done so a moment ago.
        var patience = examined.PublishesKeys ? examined.Options.KeySeconds : 0;
        var reply = await examined.UntilAsync(
            async () => (await examined.DeliverAsync(examined.Batch(), cancel)).Reply,
            reply => reply.Status is Reply.Unauthorized or 503,
            patience,
            cancel);
        return Finding.Of(reply.IsSuccess, reply.Text);
    }

    private static async Task<Finding> ReplayAsync(Examination examined, CancellationToken cancel)
    {
        var batch = examined.Batch();
        var (first, second) = await examined.Deliveries.PostTwiceAsync(batch.Id, batch.Body, cancel);
        examined.Note(batch, Delivering.Read(first, batch).Verdicts);
        return Finding.Of(first.IsSuccess && second is { Status: Reply.Unauthorized, Failure: null }, $"{first.Text}, then {second.Text}");
    }

    private static async Task<Finding> FewerComponentsAsync(Examination examined, CancellationToken cancel)
    {
        var notRefused = new List<string>();
        foreach (var component in CallFault.AllComponents)
        {
            var fault = new CallFault { Components = [.. CallFault.AllComponents.Where(other => other != component)] };
            var reply = await ForgeAsync(examined, "SIG-13", fault, cancel);
            if (reply is not { Status: Reply.Unauthorized, Failure: null })
                notRefused.Add($"{reply.Text} without {component}");
        }

        return notRefused.Count == 0 ? Finding.Pass("401 for each") : Finding.Fail(string.Join(", ", notRefused));
    }

    private static CallFault OtherAlgorithm(Examination examined)
    {
        var first = examined.Keys.First;
        // The second key is Ed25519; where the first is too, the stranger's is not.
        return new CallFault { Key = first.Algorithm == examined.Keys.Second.Algorithm ? examined.Keys.Stranger : examined.Keys.Second, KeyId = first.KeyId };
    }
}
