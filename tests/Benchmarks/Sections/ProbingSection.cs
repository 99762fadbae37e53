using Relay.Benchmarks.Load;
using Relay.Benchmarks.Measure;
using Relay.Benchmarks.Stand;
using Relay.Client.Accounts;
using Relay.Client.Envelopes;

namespace Relay.Benchmarks.Sections;

/// <summary>
/// What the time of a refusal tells: the answers to one sender about people who are unknown, closed, gone or have blocked it, in turn,
/// straight to the program; how far their distributions are from that of the unknown, beside a second share of the unknown. Once with
/// everybody in the program's cache, once with a cache that keeps nothing.
/// </summary>
internal static class ProbingSection
{
    public const string Part = "probing";

    private const string Strangers = "strangers";
    private const string Unknown = "unknown";
    private const int Users = 10;
    private const int CachedRounds = 2000;
    private const int ColdRounds = 500;
    private const int WarmUp = 300;

    private static readonly string[] Kinds = [Unknown, "unknown-too", "closed", "gone", "blocking"];

    public static async Task RunAsync(string folder, Report report, CancellationToken cancel)
    {
        await RunAsync(Path.Combine(folder, "cached"), report, "cached", CachedRounds, [], cancel);
        await RunAsync(Path.Combine(folder, "cold"), report, "cold", ColdRounds, new() { ["Relay__DirectoryCacheSeconds"] = "0" }, cancel);
    }

    private static async Task RunAsync(string folder, Report report, string name, int rounds, Dictionary<string, string> settings, CancellationToken cancel)
    {
        await using var stand = await RelayStand.StartAsync(new StandOptions(folder, Settings: settings, StorageInMemory: true), cancel);
        await EnlistAsync(stand, cancel);
        using var http = new HttpLoad();
        await CompilerWatch.WarmUpAsync(stand.ProgramId, async () => await RoundsAsync(stand, http, WarmUp, cancel));
        var times = await RoundsAsync(stand, http, rounds, cancel);
        var floor = Statistics.Distance([.. times[Kinds[1]]], [.. times[Unknown]]);
        report.Add(new Figure(Part, $"{name}: an answer about nobody, p50", Statistics.Median(times[Unknown]), "ms"));
        foreach (var kind in Kinds[2..])
            report.Add(new Figure(Part, $"{name}: distance of {kind} from unknown", Statistics.Distance([.. times[kind]], [.. times[Unknown]]), "", floor, "unknown from itself"));
    }

    private static async Task EnlistAsync(RelayStand stand, CancellationToken cancel)
    {
        var relay = new Uri($"http://{stand.Authority}/");
        using var operatorKey = stand.Identity.OperatorKey();
        using var @operator = Accounts.Client(relay, stand.Authority, operatorKey);
        using var key = await Accounts.RegisterPartnerAsync(relay, stand.Authority, @operator, (Strangers, 4, 0), stand.Partner.Webhook, cancel);
        using var client = Accounts.Client(relay, stand.Authority, key);
        for (var i = 0; i < Users; i++)
        {
            await client.PutUserAsync($"closed-{i}", new UserRecord { OptedIn = true, Devices = [new UserDevice(1, 1234)] }, cancel);
            await client.PutUserAsync($"gone-{i}", new UserRecord { OptedIn = false, Partners = [UserRecord.AllPartners], Devices = [new UserDevice(1, 1234)] }, cancel);
            await client.PutUserAsync($"blocking-{i}", new UserRecord { OptedIn = true, Partners = [UserRecord.AllPartners], Devices = [new UserDevice(1, 1234)] }, cancel);
            for (var sender = 0; sender < Accounts.Senders; sender++)
                await client.BlockAsync($"blocking-{i}", new UserAddress(Accounts.Sender, Accounts.User(sender)), cancel);
        }
    }

    // A kind's turn comes anew in each round, at a random place, so that what changes with time or follows on another changes all alike.
    private static async Task<Dictionary<string, List<double>>> RoundsAsync(RelayStand stand, HttpLoad http, int rounds, CancellationToken cancel)
    {
        const int AtOnce = 100;
        var random = new Random(1);
        var times = Kinds.ToDictionary(kind => kind, _ => new List<double>(rounds));
        for (var done = 0; done < rounds; done += AtOnce)
        {
            cancel.ThrowIfCancellationRequested();
            var order = Enumerable.Range(0, AtOnce).SelectMany(_ => Shuffled(random)).ToArray();
            var first = stand.Requests.Made;
            var requests = stand.Requests.Make(order.Length, 1, Strangers, number => $"{order[number - first]}-{number % Users}");
            var trips = await http.InTurnAsync(requests, stand.Direct, Expected.Refused);
            for (var i = 0; i < trips.Length; i++)
                times[order[i]].Add(trips[i]);
        }

        return times;
    }

    private static string[] Shuffled(Random random)
    {
        var kinds = Kinds.ToArray();
        random.Shuffle(kinds);
        return kinds;
    }
}
