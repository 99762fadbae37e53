using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Relay.Local.Conformance.Calls;
using Relay.Local.Conformance.Samples;

namespace Relay.Local.Conformance.Points;

/// <summary>What comes seldom: bodies that are large, slow, or of another form.</summary>
internal static class RobustnessPoints
{
    /// <summary>The point whose call is begun with the run.</summary>
    public const string Stalled = "ROB-02";

    private const string Requirement = "docs/conformance.md#robustness";
    private const int Pieces = 10;
    private const int Most = 100;

    // What accept takes of one device (SignalLimits) and of one request (AcceptOptions): base64 makes 4 characters of 3 bytes.
    private const int MostContentBytes = 96 * 1024;
    private const int MostBodyBytes = 16 * 1024 * 1024;
    private const int RoomForTheRest = 100 * 1024;

    private static readonly string[] NoJson = ["", "{", "[1,2", "{\"batch\":\"x\",\"envelopes\":[}", "\uFEFFnonsense"];

    private static readonly string[] OtherForms =
        ["null", "[]", "\"text\"", "{}", "{\"batch\":\"x\",\"class\":\"normal\",\"envelopes\":{}}", "{\"batch\":\"x\",\"class\":\"normal\",\"envelopes\":[null]}", "{\"batch\":\"x\",\"class\":\"normal\",\"envelopes\":[{\"id\":1}]}"];

    public static IReadOnlyList<ConformancePoint> All { get; } =
    [
        Point("ROB-01", "A body that comes slowly", "an answer other than 5xx, or a closed connection, in bounded time", SlowAsync),
        Point(Stalled, "A body that never ends", "an answer, or a closed connection, in bounded time", (examined, cancel) => examined.Stalled ?? StallAsync(examined, cancel)),
        Point("ROB-03", "The largest batch", "all accepted", LargestAsync, DeliveryPoints.One),
        Point("ROB-04", "A batch without envelopes", "2xx or 400", EmptyAsync),
        Point("ROB-05", "Another content type", "415 or 400", ContentTypeAsync),
        Point("ROB-06", "A body that is no JSON", "4xx other than 401, 408, 410 and 429", (examined, cancel) => MalformedAsync(examined, NoJson, cancel)),
        Point("ROB-07", "JSON of another form", "4xx other than 401, 408, 410 and 429", (examined, cancel) => MalformedAsync(examined, OtherForms, cancel)),
    ];

    /// <summary>Sends half a body and no more.</summary>
    public static async Task<Finding> StallAsync(Examination examined, CancellationToken cancel)
    {
        var bound = examined.Options.StalledSeconds;
        var (status, problem) = await SlowlyAsync(examined, new Pace(2, TimeSpan.FromSeconds(bound), Ends: false), bound, cancel);
        return problem is not null ? Finding.Fail(problem)
            : status is null ? Finding.Fail($"still open after {bound} s")
            : Finding.Pass(status == 0 ? "the connection was closed" : $"answered {status}");
    }

    private static ConformancePoint Point(
        string id, string title, string expected, Func<Examination, CancellationToken, Task<Finding>> check, string dependsOn = SignaturePoints.Valid) =>
        new() { Id = id, Title = title, Requirement = Requirement, Expected = expected, DependsOn = [dependsOn], Check = check };

    private static async Task<Finding> SlowAsync(Examination examined, CancellationToken cancel)
    {
        var pace = new Pace(Pieces, TimeSpan.FromSeconds(examined.Options.SlowSeconds) / Pieces, Ends: true);
        var (status, problem) = await SlowlyAsync(examined, pace, examined.Options.SlowSeconds + examined.Options.AnswerSeconds, cancel);
        return (status, problem) switch
        {
            (_, not null) => Finding.Fail(problem),
            (null, _) => Finding.Fail($"no answer {examined.Options.AnswerSeconds} s after the body's end"),
            (0, _) => Finding.Pass("the connection was closed"),
            _ when status is >= 500 and not 503 => Finding.Fail($"answered {status}"),
            _ => Finding.Pass($"answered {status}"),
        };
    }

    private static async Task<(int? Status, string? Problem)> SlowlyAsync(Examination examined, Pace pace, int seconds, CancellationToken cancel)
    {
        var batch = examined.Batch();
        using var request = examined.Deliveries.Make(batch.Id, batch.Body);
        try
        {
            return (await SlowCall.SendAsync(request, batch.Body, pace, TimeSpan.FromSeconds(seconds), examined.Rules, examined.Options.Clock, cancel), null);
        }
        catch (Exception failure) when (failure is SocketException or AuthenticationException or IOException)
        {
            return (null, "no connection");
        }
    }

    private static async Task<Finding> LargestAsync(Examination examined, CancellationToken cancel)
    {
        var user = examined.User;
        var length = Math.Min(MostContentBytes, (MostBodyBytes - RoomForTheRest) / 4 * 3 / (Most * user.Devices.Count));
        var batch = examined.Batch([.. Enumerable.Range(0, Most).Select(_ => new SampleEnvelope(user, length))]);
        var finding = examined.AllTaken(await examined.DeliverAsync(batch, cancel), batch.Ids);
        return finding with { Observed = $"{batch.Body.Length} bytes: {finding.Observed}" };
    }

    private static async Task<Finding> EmptyAsync(Examination examined, CancellationToken cancel)
    {
        var batch = examined.Batch(Array.Empty<SampleEnvelope>());
        var reply = await examined.Deliveries.PostAsync(batch.Id, batch.Body, cancel);
        return Finding.Of(reply.IsSuccess || reply is { Status: 400, Failure: null }, reply.Text);
    }

    private static async Task<Finding> ContentTypeAsync(Examination examined, CancellationToken cancel)
    {
        var batch = examined.Batch();
        var reply = await examined.Deliveries.PostAsync(batch.Id, batch.Body, cancel, contentType: "text/plain");
        return Finding.Of(reply is { Status: 415 or 400, Failure: null }, reply.Text);
    }

    private static async Task<Finding> MalformedAsync(Examination examined, IReadOnlyList<string> bodies, CancellationToken cancel)
    {
        var answers = new List<Reply>();
        foreach (var body in bodies)
            answers.Add(await examined.Deliveries.PostAsync(examined.Batch().Id, Encoding.UTF8.GetBytes(body), cancel));
        return Finding.Of(answers.TrueForAll(IsRefusal), string.Join(", ", answers.Select(answer => answer.Text).Distinct().Order(StringComparer.Ordinal)));
    }

    /// <summary>A refusal of the body: not of the signature, no request to come again, and not the end of the endpoint.</summary>
    internal static bool IsRefusal(Reply reply) => reply is { Failure: null, Status: >= 400 and < 500 and not (401 or 408 or 410 or 429) };
}
