using System.Buffers.Text;
using Relay.Benchmarks.Children;
using Relay.Benchmarks.Floors;
using Relay.Benchmarks.Load;
using Relay.Benchmarks.Measure;
using Relay.Benchmarks.Stand;

namespace Relay.Benchmarks.Sections;

/// <summary>
/// What accepting costs the program, alone and in batches, beside two web servers that take the very same requests. The
/// program is called on its own port; what the host adds is measured apart.
/// </summary>
internal static class AcceptSection
{
    public const string Part = "accept";

    private const double MostRatio = 1.7;
    private const double MostMegabytes = 200;

    // Rates that leave two cores half idle.
    private static readonly AcceptLoad[] Loads =
    [
        new("alone", 1, Accounts.FourLanes, 600, null),
        new("batches of 100, 4 lanes", 100, Accounts.FourLanes, 120, MostRatio),
        new("batches of 100, 1 lane", 100, Accounts.OneLane, 120, MostRatio),
    ];

    public static async Task RunAsync(string folder, Report report, CancellationToken cancel)
    {
        await using var stand = await RelayStand.StartAsync(new StandOptions(folder, AcceptOnly: true), cancel);
        var key = stand.SenderKey.Public.ToJwk();
        var options = new FloorOptions(stand.Authority, Base64Url.DecodeFromChars(key.X), Base64Url.DecodeFromChars(key.Y));
        await using var floor = await ChildProcess.StartAsync(ChildRoles.Floor, options, GarbageCollection.Environment());
        using var windows = new AcceptWindows(stand, floor);
        foreach (var load in Loads)
        {
            await windows.WarmUpAsync(load);
            var costs = new List<AcceptCost>();
            for (var i = 0; i < Statistics.Windows; i++)
            {
                cancel.ThrowIfCancellationRequested();
                costs.Add(await windows.MeasureAsync(load));
            }

            Add(report, load, costs);
        }

        var (now, highest) = ProcessUse.MemoryMegabytes(stand.ProgramId);
        report.Add(new Figure(Part, "program's memory after it", now, "MB", Aim: MostMegabytes));
        report.Add(new Figure(Part, "program's memory, highest", highest, "MB"));
    }

    private static void Add(Report report, AcceptLoad load, List<AcceptCost> costs)
    {
        const string Unit = "us CPU/envelope";
        double Median(Func<AcceptCost, double> of) => Statistics.Median(costs.Select(of));
        var program = Median(cost => cost.Program);
        report.Add(new Figure(
            Part, $"{load.Name}: program", program, Unit, Median(cost => cost.FloorVerify), "floor that verifies", load.MostRatio, AimIsRatio: load.MostRatio is not null));
        report.Add(new Figure(Part, $"{load.Name}: program, beside bare reading", program, Unit, Median(cost => cost.FloorRead), "floor that reads"));
        report.Add(new Figure(Part, $"{load.Name}: embedded bus beside it", Median(cost => cost.Bus), Unit));
        report.Add(new Figure(Part, $"{load.Name}: host stand-in, when called through it", Median(cost => cost.Host), Unit));
    }
}
