using Relay.Chaos.Evidence;
using Relay.Chaos.Faults;
using Relay.Chaos.Judgement;
using Relay.Chaos.Load;
using Relay.Chaos.Partners;
using Relay.Chaos.Report;
using Relay.Chaos.Stand;
using Relay.Client;

namespace Relay.Chaos;

/// <summary>One run: start, load under faults, heal, wait until all has ended, judge.</summary>
internal sealed class ChaosRun(ChaosOptions options, RunFolder folder)
{
    private const int SendersEach = 4;
    private const int AttemptTimeoutSeconds = 15;

    private readonly Journal _journal = new();
    private readonly List<IDisposable> _clients = [];

    /// <summary>What is done when.</summary>
    public IReadOnlyList<FaultEvent> Schedule { get; } = FaultSchedule.Create(options.Seed, options.Duration, options.Instances, options.Namespaces);

    /// <exception cref="InvalidOperationException">A part does not start.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public async Task<Verdict> RunAsync(CancellationToken cancel)
    {
        var random = new Random(options.Seed);
        var users = new Users(FaultSchedule.Partners, options.Users, random);
        var mail = new Mail(_journal, new ContentPool(random), users);
        ChaosPartner[] partners = [.. FaultSchedule.Partners.Select(name => new ChaosPartner(name, random.Next(), _journal, mail))];
        try
        {
            await using var stack = await ChaosStack.StartAsync(options, folder, _journal, cancel);
            var keys = await Registration.RunAsync(stack, partners, users.All, cancel);
            foreach (var partner in partners)
                await partner.StartAsync(keys);
            return Verdict.Of(await LoadAsync(stack, partners, mail, users, random, cancel));
        }
        finally
        {
            _clients.ForEach(client => client.Dispose());
            foreach (var partner in partners)
                await partner.DisposeAsync();
        }
    }

    private async Task<CaseFile> LoadAsync(ChaosStack stack, ChaosPartner[] partners, Mail mail, Users users, Random random, CancellationToken cancel)
    {
        var endings = new Endings(_journal, new LedgerReader(stack.Storage.ConnectionString, FaultSchedule.Partners), DateTimeOffset.UtcNow);
        var senders = Senders(stack, partners, mail, users, random).ToList();
        var pace = new Pace(options.Duration);
        var isHealed = false;
        await using var progress = new Progress(_journal, pace, () => isHealed ? $"not ended {endings.Open:N0}" : string.Join(", ", partners.Select(partner => $"{partner.Name} {partner.Behaviour}".ToLowerInvariant())));
        await using var log = TextWriter.Synchronized(new StreamWriter(folder.Log("faults")) { AutoFlush = true });
        using var @operator = new Operator(stack);
        using var driver = new FaultDriver(stack, partners, @operator, line =>
        {
            log.WriteLine($"{DateTimeOffset.UtcNow:HH:mm:ss.fff} {line}");
            progress.Tell(line);
        });

        var driving = driver.RunAsync(Schedule, pace, cancel);
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var pulling = Task.WhenAll(partners.Select(partner => partner.PullAsync(stack, random.Next(), end.Token)).ToList());
        var sending = Task.WhenAll(senders.Select(sender => Task.Run(() => sender.RunAsync(pace, bound.Token), CancellationToken.None)));
        await driving;
        progress.Tell("everything is back and healthy; waiting for the rest to end");
        isHealed = true;
        var until = pace.Elapsed + options.Patience;
        bound.CancelAfter(options.Patience);
        await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancel.ThrowIfCancellationRequested();
        if (sending.Exception is { } failure)
            throw failure;
        if (sending.IsCanceled)
            _journal.Complain(Fault.NotAnswered, $"{options.Envelopes - _journal.Accepted} envelopes have no 202 in all this time.");

        var ends = await endings.WaitAsync(until - pace.Elapsed, () => ReplayAsync(@operator, cancel), cancel);
        await end.CancelAsync();
        await pulling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (pulling.Exception is { } broken)
            throw broken;
        foreach (var partner in partners)
            partner.Close();
        return _journal.Close(ends);
    }

    private async Task ReplayAsync(Operator @operator, CancellationToken cancel)
    {
        foreach (var partner in FaultSchedule.Partners)
        {
            var held = await @operator.HeldAsync(partner, cancel);
            foreach (var one in held)
                _journal.Replay(one.Envelope);
            if (held.Count > 0)
                await @operator.ReplayAsync(partner, held, cancel);
        }
    }

    private IEnumerable<Sender> Senders(ChaosStack stack, ChaosPartner[] partners, Mail mail, Users users, Random random)
    {
        var share = options.Envelopes / (partners.Length * SendersEach);
        var rest = options.Envelopes - (share * partners.Length * SendersEach);
        foreach (var partner in partners)
        {
            RelayClient[] instances = [.. stack.Hosts.Select(host => Keep(new RelayClient(new RelayClientOptions
            {
                Address = host.Address,
                Authority = stack.Authority,
                Key = partner.Key,
                // The sender repeats by itself, at another instance and in other company.
                MostAttempts = 1,
                AttemptTimeoutSeconds = AttemptTimeoutSeconds,
            })))];
            for (var i = 0; i < SendersEach; i++)
            {
                yield return new Sender(share + rest, users.Of(partner.Name, i, SendersEach), mail, _journal, instances, new Random(random.Next()));
                rest = 0;
            }
        }
    }

    private T Keep<T>(T client)
        where T : IDisposable
    {
        _clients.Add(client);
        return client;
    }
}
