using System.Globalization;
using Relay.Benchmarks.Load;
using Relay.Benchmarks.Measure;
using Relay.Benchmarks.Stand;

namespace Relay.Benchmarks.Sections;

/// <summary>Counts what the whole way asks of storage and of the queue, by a detour that no other figure takes.</summary>
internal static class StorageUse
{
    private const double Seconds = 3;

    public static async Task MeasureAsync(string folder, Report report, CancellationToken cancel)
    {
        await using var stand = await RelayStand.StartAsync(new StandOptions(folder, CountStorage: true), cancel);
        using var http = new HttpLoad();
        await MeasureAsync(stand, http, report, "batches of 100, 4 lanes", 100, Accounts.FourLanes, 40);
        await MeasureAsync(stand, http, report, "batches of 100, 1 lane", 100, Accounts.OneLane, 40);
        await MeasureAsync(stand, http, report, "alone, 4 lanes", 1, Accounts.FourLanes, 100);
    }

    private static async Task MeasureAsync(RelayStand stand, HttpLoad http, Report report, string name, int each, string partner, double perSecond)
    {
        var arrivals = stand.Partner.Arrivals;
        var requests = stand.Requests.Make((int)(perSecond * Seconds), each, partner, perSecond);
        var (webhooks, before) = (arrivals.Webhooks, stand.Storage!.Calls);
        var wanted = arrivals.Count + (requests.Count * each);
        await http.PacedAsync(requests, stand.ThroughHost, Expected.AllAccepted, perSecond);
        await arrivals.WaitAsync(wanted);

        var envelopes = requests.Count * each;
        double messages = arrivals.Webhooks - webhooks;
        var calls = stand.Storage.Calls.Select(call => (call.Key, Count: call.Value - before.GetValueOrDefault(call.Key))).Where(call => call.Count > 0).ToList();
        int Of(string service) => calls.Where(call => call.Key.Service == service).Sum(call => call.Count);
        report.Add(new Figure(WaySection.Part, $"storage, {name}: table calls", Of("table") / messages, "a packed message"));
        report.Add(new Figure(WaySection.Part, $"storage, {name}: blob calls", Of("blob") / messages, "a packed message"));
        report.Add(new Figure(WaySection.Part, $"storage, {name}: table calls", (double)Of("table") / envelopes, "an envelope"));
        report.Add(new Figure(WaySection.Part, $"storage, {name}: blob calls", (double)Of("blob") / envelopes, "an envelope"));
        report.Add(new Figure(WaySection.Part, $"storage, {name}: queue sends", messages / envelopes, "an envelope"));
        foreach (var (call, count) in calls.OrderByDescending(call => call.Count).Take(4))
        {
            var what = string.Create(CultureInfo.InvariantCulture, $"storage, {name}: {call.Method} {call.Resource}");
            report.Add(new Figure(WaySection.Part, what, count / messages, "a packed message"));
        }
    }
}
