using System.Runtime.InteropServices;
using Relay.Client.Http;

namespace Relay.Client.Envelopes;

/// <summary>
/// Sends envelopes in requests of the size that the relay takes, one after the other, so that their order is kept. Envelopes of one
/// message that stand beside one another travel in one request, and again in one when one of them has to be sent again: the relay
/// asks for all accounts of a person at once.
/// </summary>
internal sealed class EnvelopeSender(RelayConnection connection)
{
    private const int MostEnvelopes = 100;
    private const int MostBytes = 16 * 1024 * 1024;
    // {"envelopes":[ ]} around them.
    private const int RequestOverhead = 64;
    private const string Target = "/v1/envelopes";

    internal async Task<IReadOnlyList<SendResult>> SendAsync(IReadOnlyList<OutgoingEnvelope> envelopes, CancellationToken cancellation)
    {
        var results = new List<SendResult>(envelopes.Count);
        var request = new List<OutgoingEnvelope>(Math.Min(envelopes.Count, MostEnvelopes));
        long bytes = RequestOverhead;
        foreach (var envelope in envelopes)
        {
            var bound = EnvelopeRequestWriter.Bound(envelope);
            if (request.Count > 0 && (request.Count == MostEnvelopes || bytes + bound > MostBytes))
            {
                var kept = TakeMessage(request, envelope.MessageId);
                results.AddRange(await SendRequestAsync(request, bytes, cancellation));
                request.Clear();
                request.AddRange(kept);
                bytes = RequestOverhead + kept.Sum(EnvelopeRequestWriter.Bound);
            }

            request.Add(envelope);
            bytes += bound;
        }

        if (request.Count > 0)
            results.AddRange(await SendRequestAsync(request, bytes, cancellation));
        return results;
    }

    /// <summary>Takes the last envelopes that belong to a message out of a request; none when there are no others.</summary>
    private static List<OutgoingEnvelope> TakeMessage(List<OutgoingEnvelope> request, Guid message)
    {
        var before = request.FindLastIndex(envelope => envelope.MessageId != message) + 1;
        if (before == 0)
            return [];

        var taken = request[before..];
        request.RemoveRange(before, taken.Count);
        return taken;
    }

    /// <summary>Sends one request, and the messages of which something is unavailable once more, until nothing is or the attempts run out.</summary>
    private async Task<SendResult[]> SendRequestAsync(List<OutgoingEnvelope> envelopes, long bytes, CancellationToken cancellation)
    {
        var results = new SendResult[envelopes.Count];
        int[] open = [.. Enumerable.Range(0, envelopes.Count)];
        for (var attempt = 1; ; attempt++)
        {
            var (outcome, retryAfter) = await TryOnceAsync([.. open.Select(i => envelopes[i])], bytes, cancellation);
            for (var i = 0; i < open.Length; i++)
            {
                // What went along for another's sake keeps its own answer.
                if (results[open[i]] is not { } known || known.Status == SendStatus.Unavailable)
                    results[open[i]] = outcome[i];
            }

            var messages = open.Where(i => results[i].Status == SendStatus.Unavailable).Select(i => envelopes[i].MessageId).ToHashSet();
            open = [.. open.Where(i => messages.Contains(envelopes[i].MessageId))];
            if (open.Length == 0 || connection.Retries.WaitAfter(attempt, retryAfter) is not { } wait)
                return results;
            await connection.DelayAsync(wait, cancellation);
        }
    }

    private async Task<(IReadOnlyList<SendResult> Results, TimeSpan? RetryAfter)> TryOnceAsync(
        List<OutgoingEnvelope> envelopes, long bytes, CancellationToken cancellation)
    {
        var buffer = new PooledBuffer((int)Math.Min(bytes, Array.MaxLength));
        EnvelopeRequestWriter.Write(buffer, CollectionsMarshal.AsSpan(envelopes));
        var answer = await connection.TrySignedAsync(HttpMethod.Post, Target, buffer.Written, cancellation);
        if (answer.IsTransient)
            return ([.. envelopes.Select(envelope => Unavailable(envelope, answer))], answer.RetryAfter);
        if (!answer.IsSuccess)
            throw answer.Exception();

        // After a failure the transport may still be sending from the buffer: then it is left to the garbage collector.
        buffer.Return();
        var results = AnswerReader.Read(answer.Body, RelayJson.Default.SendAnswer).WithReceipt();
        if (!results.Select(result => result.Id).SequenceEqual(envelopes.Select(envelope => envelope.Id)))
        {
            throw new RelayProblemException(
                new RelayProblem { Code = RelayProblemException.UnexpectedAnswer, Title = "The results are not those of the request." });
        }

        return (results, RetryAfter(results));
    }

    private static SendResult Unavailable(OutgoingEnvelope envelope, in Answer answer)
    {
        var problem = answer.Problem();
        return new SendResult
        {
            Id = envelope.Id,
            Status = SendStatus.Unavailable,
            Problem = problem,
            RetryAfterSeconds = problem.RetryAfterSeconds,
        };
    }

    /// <summary>The shortest wait that any unavailable envelope asks for; the others are told once more then.</summary>
    private static TimeSpan? RetryAfter(IReadOnlyList<SendResult> results)
    {
        var seconds = results
            .Where(result => result.Status == SendStatus.Unavailable)
            .Min(result => result.RetryAfterSeconds ?? result.Problem?.RetryAfterSeconds);
        return seconds is { } wait ? TimeSpan.FromSeconds(wait) : null;
    }
}
