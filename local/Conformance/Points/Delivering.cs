using System.Text.Json;
using Relay.Functions.Deliver;
using Relay.Functions.Queue;
using Relay.Local.Conformance.Calls;
using Relay.Local.Conformance.Samples;

namespace Relay.Local.Conformance.Points;

/// <summary>What came of a batch.</summary>
/// <param name="Reply">The last answer.</param>
/// <param name="Verdicts">For each envelope that there is a word for.</param>
/// <param name="Problem">What is wrong with the answer; null when nothing is.</param>
/// <param name="Calls">How many calls it took.</param>
internal sealed record Delivered(Reply Reply, IReadOnlyDictionary<Guid, (EnvelopeVerdict Verdict, string? Reason)> Verdicts, string? Problem, int Calls);

/// <summary>Delivers batches as the relay does: what is answered <c>retry</c>, or left out, comes again.</summary>
internal static class Delivering
{
    private const int MostAttempts = 4;

    public static async Task<Delivered> DeliverAsync(this Examination examined, SampleBatch batch, CancellationToken cancel, byte[]? body = null)
    {
        var verdicts = new Dictionary<Guid, (EnvelopeVerdict, string?)>();
        var rest = batch;
        for (var attempt = 1; ; attempt++)
        {
            var reply = await examined.Deliveries.PostAsync(rest.Id, attempt == 1 ? body ?? rest.Body : rest.Body, cancel);
            var (answer, problem) = Read(reply, rest);
            foreach (var (id, verdict) in answer)
                verdicts[id] = verdict;
            examined.Note(rest, answer);
            var left = rest.Envelopes.Where(envelope => !IsFinal(verdicts.GetValueOrDefault(envelope.Id, (EnvelopeVerdict.Retry, null)).Item1)).ToList();
            if (problem is not null || left.Count == 0 || attempt == MostAttempts)
                return new Delivered(reply, verdicts, problem, attempt);

            await examined.PauseAsync(cancel);
            rest = examined.Batch(left, batch.Class);
        }
    }

    /// <summary>The verdicts of one answer.</summary>
    public static (IReadOnlyDictionary<Guid, (EnvelopeVerdict Verdict, string? Reason)> Verdicts, string? Problem) Read(Reply reply, SampleBatch batch)
    {
        var none = new Dictionary<Guid, (EnvelopeVerdict, string?)>();
        return reply switch
        {
            { IsSuccess: true, Status: 204 } => (batch.Ids.ToDictionary(id => id, _ => (EnvelopeVerdict.Accepted, (string?)null)), null),
            { IsSuccess: true } => AnswerParser.Parse(reply.Body) is { } verdicts ? (verdicts, null) : (none, $"{reply.Text}, and an answer of another form"),
            _ => (none, reply.Text),
        };
    }

    /// <summary>Whether all of a batch was taken; where the partner opens what it gets, whether it said of each why it was not.</summary>
    public static Finding AllTaken(this Examination examined, Delivered delivered, IReadOnlyList<Guid> ids)
    {
        if (delivered.Problem is { } problem)
            return Finding.Fail(problem);

        var open = new List<string>();
        foreach (var id in ids)
        {
            var (verdict, reason) = delivered.Verdicts.GetValueOrDefault(id, (EnvelopeVerdict.Retry, "left out"));
            if (verdict == EnvelopeVerdict.Accepted || (verdict == EnvelopeVerdict.Refused && reason is not null && examined.Options.Users.RefusesSamples))
                continue;
            open.Add($"{(verdict == EnvelopeVerdict.Refused ? "refused" : "retry")} ({reason ?? "no reason"})");
        }

        var words = ids.Count == 1 ? "1 envelope" : $"{ids.Count} envelopes";
        var refused = ids.Count(id => delivered.Verdicts.GetValueOrDefault(id).Verdict == EnvelopeVerdict.Refused && delivered.Verdicts.ContainsKey(id));
        return open.Count > 0
            ? Finding.Fail($"{delivered.Reply.Text}; of {words} {open.Count} not taken: {string.Join(", ", open.Distinct().Order(StringComparer.Ordinal))}")
            : Finding.Pass(refused > 0 ? $"{delivered.Reply.Text}; of {words} {refused} refused as samples, with a reason" : $"{delivered.Reply.Text}; {words} accepted");
    }

    /// <summary>What the strict reader finds that the relay would put up with; null when nothing.</summary>
    public static string? Untidiness(Reply reply, SampleBatch batch)
    {
        if (reply.Status == 204)
            return null;

        using var json = JsonDocument.Parse(reply.Body);
        var ids = json.RootElement.GetProperty("results").EnumerateArray().Select(result => result.GetProperty("id").GetGuid()).ToList();
        return ids.Distinct().Count() < ids.Count ? "an envelope is answered twice"
            : ids.Except(batch.Ids).Any() ? "an envelope is answered that was not in the batch"
            : batch.Ids.Except(ids).Any() ? "an envelope is left out"
            : null;
    }

    /// <summary>Notes what was accepted for test accounts. What is ephemeral need not be kept, and so need not be shown.</summary>
    public static void Note(this Examination examined, SampleBatch batch, IReadOnlyDictionary<Guid, (EnvelopeVerdict Verdict, string? Reason)> verdicts)
    {
        if (batch.Class == EnvelopeClass.Ephemeral)
            return;
        foreach (var envelope in batch.Envelopes.Where(envelope => envelope.To != examined.Options.Users.Unknown))
        {
            if (verdicts.TryGetValue(envelope.Id, out var word) && word.Verdict == EnvelopeVerdict.Accepted)
                examined.Sent.Accept(envelope.Id, envelope.To);
        }
    }

    private static bool IsFinal(EnvelopeVerdict verdict) => verdict is EnvelopeVerdict.Accepted or EnvelopeVerdict.Refused;
}
