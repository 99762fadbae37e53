using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Relay.Functions.Receipts;
using Relay.Local.Conformance.Calls;

namespace Relay.Local.Conformance.Points;

/// <summary>The endpoint for receipts and events.</summary>
internal static class EventPoints
{
    private const string Receipts = "EVT-01";
    private const string Requirement = "docs/final-states.md#receipts-webhook";
    private const int Page = 500;

    private static readonly string[] Malformed = ["", "{", "null", "[]", "{}", "{\"type\":\"receipts\"}", "{\"type\":1}"];

    public static IReadOnlyList<ConformancePoint> All { get; } =
    [
        Point(Receipts, "Receipts", "2xx", async (examined, cancel) => Taken(await PostAsync(examined, Receipt(3), cancel)), "TLS-01", "TLS-02"),
        Point("EVT-02", "A forged signature", "401", async (examined, cancel) => Refused(await PostAsync(examined, Receipt(1), cancel, new CallFault { TurnsBit = true }))),
        Point("EVT-03", "The same request a second time", "2xx, then 401", ReplayAsync),
        Point("EVT-04", "A signature that was made for another purpose", "401", async (examined, cancel) =>
            Refused(await PostAsync(examined, Receipt(1), cancel, new CallFault { Tag = Signatures.SignatureTags.Request }))),
        Point("EVT-05", "An event", "2xx", async (examined, cancel) => Taken(await PostAsync(examined, Event("breaker.closed", new() { ["reason"] = "probe" }), cancel))),
        Point("EVT-06", "An event of a type that the partner does not know", "2xx", async (examined, cancel) =>
            Taken(await PostAsync(examined, Event("conformance.unknown", new() { ["fact"] = "of no meaning" }), cancel))),
        Point("EVT-07", "Receipts and an event that come again, signed anew", "2xx", AgainAsync),
        Point("EVT-08", "Members that the partner does not know", "2xx", async (examined, cancel) => Taken(await PostAsync(examined, WithUnknownMembers(), cancel))),
        Point("EVT-09", "A page of 500 receipts", "2xx", async (examined, cancel) => Taken(await PostAsync(examined, Receipt(Page), cancel))),
        Point("EVT-10", "A body of another form", "4xx other than 401, 408, 410 and 429", MalformedAsync),
    ];

    private static ConformancePoint Point(string id, string title, string expected, Func<Examination, CancellationToken, Task<Finding>> check, params string[] dependsOn) => new()
    {
        Id = id,
        Title = title,
        Requirement = Requirement,
        Expected = expected,
        Need = PointNeed.Events,
        DependsOn = dependsOn.Length == 0 ? [Receipts] : dependsOn,
        Check = check,
    };

    private static Finding Taken(Reply reply) => Finding.Of(reply.IsSuccess, reply.Text);

    private static Finding Refused(Reply reply) => Finding.Of(reply is { Status: Reply.Unauthorized, Failure: null }, reply.Text);

    private static Task<Reply> PostAsync(Examination examined, byte[] body, CancellationToken cancel, CallFault? fault = null) =>
        examined.UntilAsync(
            () => examined.Events!.PostAsync(NewId(), body, cancel, fault),
            // The keys may have to be read first, and may have been read a moment ago.
            reply => fault is null && examined.PublishesKeys && reply.Status is Reply.Unauthorized or 503,
            examined.Options.KeySeconds,
            cancel);

    private static async Task<Finding> ReplayAsync(Examination examined, CancellationToken cancel)
    {
        var (first, second) = await examined.Events!.PostTwiceAsync(NewId(), Receipt(1), cancel);
        return Finding.Of(first.IsSuccess && second is { Status: Reply.Unauthorized, Failure: null }, $"{first.Text}, then {second.Text}");
    }

    private static async Task<Finding> AgainAsync(Examination examined, CancellationToken cancel)
    {
        var texts = new List<string>();
        foreach (var body in new[] { Receipt(2), Event("breaker.opened", []) })
        {
            var id = NewId();
            for (var time = 0; time < 2; time++)
            {
                var reply = await examined.Events!.PostAsync(id, body, cancel);
                texts.Add(reply.Text);
                if (!reply.IsSuccess)
                    return Finding.Fail(string.Join(", then ", texts));
            }
        }

        return Finding.Pass(string.Join(", then ", texts));
    }

    private static async Task<Finding> MalformedAsync(Examination examined, CancellationToken cancel)
    {
        var answers = new List<Reply>();
        foreach (var body in Malformed)
            answers.Add(await examined.Events!.PostAsync(NewId(), Encoding.UTF8.GetBytes(body), cancel));
        return Finding.Of(answers.TrueForAll(RobustnessPoints.IsRefusal), string.Join(", ", answers.Select(answer => answer.Text).Distinct().Order(StringComparer.Ordinal)));
    }

    private static byte[] Receipt(int count)
    {
        var now = DateTimeOffset.UtcNow;
        var cursor = now.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);
        var receipts = Enumerable.Range(0, count).Select(i => i % 2 == 0
            ? new ReceiptView(Guid.CreateVersion7(), "delivered", null, "conformance", now.AddSeconds(-2), now, null)
            : new ReceiptView(Guid.CreateVersion7(), "refused", "no-such-device", "conformance", now.AddSeconds(-2), now, true));
        return JsonSerializer.SerializeToUtf8Bytes(new ReceiptsNotice("receipts", cursor, [.. receipts]), ReceiptJson.Default.ReceiptsNotice);
    }

    private static byte[] Event(string type, Dictionary<string, string> facts) =>
        JsonSerializer.SerializeToUtf8Bytes(new EventNotice(type, DateTimeOffset.UtcNow, facts.Count == 0 ? null : facts), ReceiptJson.Default.EventNotice);

    private static byte[] WithUnknownMembers()
    {
        var json = JsonNode.Parse(Receipt(1))!;
        json["conformanceUnknown"] = new JsonObject { ["is"] = "to be passed over" };
        json["receipts"]![0]!["conformanceUnknown"] = 1;
        return Encoding.UTF8.GetBytes(json.ToJsonString());
    }

    private static string NewId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
}
