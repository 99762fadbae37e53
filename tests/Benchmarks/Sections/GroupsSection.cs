using Relay.Benchmarks.Load;
using Relay.Benchmarks.Measure;
using Relay.Benchmarks.Stand;

namespace Relay.Benchmarks.Sections;

/// <summary>A message for as many recipients as one may have: taken apart and packed in this process, and accepted by the whole program.</summary>
internal static class GroupsSection
{
    public const string Part = "groups";

    private const string Members = "members";
    private const int Recipients = 1024;
    private const int Lanes = 4;
    private const int Requests = 40;
    private const int AtOnce = 8;

    public static async Task RunAsync(string folder, Report report, CancellationToken cancel)
    {
        GroupSplit.Measure(report, Recipients);
        await using var stand = await RelayStand.StartAsync(new StandOptions(folder, AcceptOnly: true), cancel);
        var serviceIds = await EnlistAsync(stand, cancel);
        using var http = new HttpLoad();
        await CompilerWatch.WarmUpAsync(stand.ProgramId, () => http.InTurnAsync(Make(stand, serviceIds), stand.DirectGroups, Expected.AllAccepted));
        var (trips, micros) = (new List<double>(), new List<double>());
        for (var i = 0; i < Statistics.Windows; i++)
        {
            cancel.ThrowIfCancellationRequested();
            var requests = Make(stand, serviceIds);
            var watch = new CpuWatch([.. stand.Processes]);
            trips.Add(Statistics.Median(await http.InTurnAsync(requests, stand.DirectGroups, Expected.AllAccepted)));
            micros.Add(watch.Microseconds()[ProcessNames.Program] / (requests.Count * Recipients));
        }

        report.Add(new Figure(Part, $"{Recipients} recipients accepted, p50", Statistics.Median(trips), "ms"));
        report.Add(new Figure(Part, $"{Recipients} recipients accepted: program", Statistics.Median(micros), "us CPU/recipient"));
    }

    private static async Task<Guid[]> EnlistAsync(RelayStand stand, CancellationToken cancel)
    {
        var relay = new Uri($"http://{stand.Authority}/");
        using var operatorKey = stand.Identity.OperatorKey();
        using var @operator = Accounts.Client(relay, stand.Authority, operatorKey);
        using var key = await Accounts.RegisterPartnerAsync(relay, stand.Authority, @operator, (Members, Lanes, Recipients), stand.Partner.Webhook, cancel);
        using var client = Accounts.Client(relay, stand.Authority, key);
        var serviceIds = new Guid[Recipients];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, Recipients),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel },
            async (number, token) => serviceIds[number] = (await client.GetUserAsync(Accounts.User(number), token))!.ServiceId!.Value);
        return serviceIds;
    }

    private static List<PreparedRequest> Make(RelayStand stand, Guid[] serviceIds)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, Requests).Select(_ => GroupFactory.Request(stand.SenderKey, stand.Authority, Members, serviceIds, random))];
    }
}
