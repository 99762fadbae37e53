using Relay.Client.Envelopes;
using Relay.Client.Http;

namespace Relay.Client.Groups;

/// <summary>
/// Sends a group message, and the same once more while a recipient's envelope is unavailable: what the relay has by then it takes for
/// a repetition, by the envelopes' ids.
/// </summary>
internal sealed class GroupSender(RelayConnection connection)
{
    private const string Target = "/v1/group-messages";

    internal async Task<IReadOnlyList<GroupSendResult>> SendAsync(OutgoingGroupMessage message, CancellationToken cancellation)
    {
        GroupSendResult[]? results = null;
        for (var attempt = 1; ; attempt++)
        {
            var (outcome, retryAfter) = await TryOnceAsync(message, cancellation);
            results = results is null ? outcome : [.. results.Zip(outcome, Better)];
            if (results.All(result => result.Status != SendStatus.Unavailable) || connection.Retries.WaitAfter(attempt, retryAfter) is not { } wait)
                return results;
            await connection.DelayAsync(wait, cancellation);
        }
    }

    // What was accepted or refused stays so; a later attempt finds the accepted ones there already.
    private static GroupSendResult Better(GroupSendResult before, GroupSendResult now) => before.Status == SendStatus.Unavailable ? now : before;

    private async Task<(GroupSendResult[] Results, TimeSpan? RetryAfter)> TryOnceAsync(OutgoingGroupMessage message, CancellationToken cancellation)
    {
        var buffer = GroupRequestWriter.Write(message);
        var answer = await connection.TrySignedAsync(HttpMethod.Post, Target, buffer.Written, cancellation);
        if (answer.IsTransient)
            return ([.. message.Recipients.Select(recipient => Unavailable(message, recipient, answer))], answer.RetryAfter);
        if (!answer.IsSuccess)
            throw answer.Exception();

        // After a failure the transport may still be sending from the buffer: then it is left to the garbage collector.
        buffer.Return();
        var results = AnswerReader.Read(answer.Body, RelayJson.Default.GroupSendAnswer).WithReceipt();
        if (!results.Select(result => result.Id).SequenceEqual(message.Recipients.Select(message.EnvelopeId)))
        {
            throw new RelayProblemException(
                new RelayProblem { Code = RelayProblemException.UnexpectedAnswer, Title = "The results are not those of the request." });
        }

        var seconds = results.Where(result => result.Status == SendStatus.Unavailable).Min(result => result.Problem?.RetryAfterSeconds);
        return (results, seconds is { } wait ? TimeSpan.FromSeconds(wait) : null);
    }

    private static GroupSendResult Unavailable(OutgoingGroupMessage message, UserAddress recipient, in Answer answer) => new()
    {
        Partner = recipient.Partner,
        User = recipient.User,
        Id = message.EnvelopeId(recipient),
        Status = SendStatus.Unavailable,
        Problem = answer.Problem(),
    };
}
