using Relay.Chaos.Evidence;
using Relay.Chaos.Judgement;
using Relay.Client;
using Relay.Client.Envelopes;

namespace Relay.Chaos.Load;

/// <summary>
/// One of a partner's servers: sends its users' envelopes in requests of mixed sizes to any instance of the relay, and repeats
/// what was not answered until it is.
/// </summary>
internal sealed class Sender(int share, int[] users, Mail mail, Journal journal, IReadOnlyList<RelayClient> instances, Random random)
{
    // Answers that get lost on their way to the sender although the relay gave them.
    private const int LostAnswerPercent = 3;

    // What a sender is asked to wait before it sends an envelope again in other company (docs/delivery.md).
    private const int LeastPauseMilliseconds = 500;

    private static readonly TimeSpan NotYetDue = TimeSpan.FromMilliseconds(20);

    private readonly OpenMail _open = new(random);
    private int _made;

    /// <summary>Sends until the whole share has its 202s.</summary>
    /// <exception cref="OperationCanceledException">The run's bound came first.</exception>
    public async Task RunAsync(Pace pace, CancellationToken cancel)
    {
        var size = Size();
        while (_made < share || !_open.IsEmpty)
        {
            var room = _made >= share ? 0 : Math.Min(size, share - _made);
            if (_open.IsEmpty && pace.Due(share) < _made + room)
            {
                await Task.Delay(NotYetDue, cancel);
                continue;
            }

            var request = Compose(room);
            size = Size();
            if (request.Count > 0 && !await SendAsync(request, cancel))
                await Task.Delay(random.Next(LeastPauseMilliseconds, 1500), cancel);
        }
    }

    private List<SentEnvelope> Compose(int room)
    {
        var (request, leftOut, mayAdd) = _open.Compose();
        for (var i = 0; mayAdd && i < room && request.Count < OpenMail.MostInRequest; i++)
        {
            if (mail.Next(users[random.Next(users.Length)], random, leftOut) is not { } envelope)
                continue;

            _made++;
            _open.Add(envelope);
            request.Add(envelope);
        }

        return request;
    }

    /// <summary>Sends one request; false when some of it has no answer, or none that stays.</summary>
    private async Task<bool> SendAsync(List<SentEnvelope> request, CancellationToken cancel)
    {
        request.ForEach(envelope => envelope.Sends++);
        IReadOnlyList<SendResult> results;
        try
        {
            results = await instances[random.Next(instances.Count)].SendAsync([.. request.Select(mail.Outgoing)], cancel);
        }
        catch (RelayProblemException problem)
        {
            journal.Complain(Fault.RefusedAtTheDoor, $"A request of {request.Count} envelopes of {request[0].Key.Partner}: {problem.Message}");
            return false;
        }

        if (random.Next(100) < LostAnswerPercent)
            return false;

        var now = DateTimeOffset.UtcNow;
        var answered = new HashSet<SentEnvelope>();
        foreach (var (envelope, result) in request.Zip(results))
        {
            if (result.Status == SendStatus.Unavailable)
                continue;

            answered.Add(envelope);
            if (result.Status == SendStatus.Refused)
                journal.Complain(Fault.RefusedAtTheDoor, $"{envelope.Key} to {envelope.Pair.To.Partner}: {result.Problem?.Code} {result.Problem?.Detail}");
            else
                journal.Accept(envelope, now);
        }

        _open.Remove(answered);
        return answered.Count == request.Count;
    }

    private int Size() => random.Next(100) switch
    {
        < 50 => random.Next(1, 4),
        < 85 => random.Next(4, 21),
        _ => random.Next(21, OpenMail.MostInRequest + 1),
    };
}
