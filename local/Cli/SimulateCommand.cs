using System.CommandLine;
using System.ComponentModel.DataAnnotations;
using Relay.Functions.Queue;
using Relay.Local.Scale;
using Relay.Local.Scale.Costs;
using Relay.Local.Scale.Plots;
using Relay.Local.Scale.Simulation;
using Relay.Local.Stack;

namespace Relay.Cli;

/// <summary><c>relay simulate</c>: a day of a relay of any size, with an outage and a burst, on paper.</summary>
internal static class SimulateCommand
{
    public static Command Create()
    {
        var users = new Option<double>("--users") { Description = "Users in a month.", DefaultValueFactory = _ => 1e6 };
        var partners = new Option<int>("--partners") { Description = "Partners, 2 to 40.", DefaultValueFactory = _ => 6 };
        var stamps = new Option<int>("--stamps") { Description = "Relays that share the users; left out, as many as are needed." };
        var namespaces = new Option<int>("--namespaces") { Description = $"Service Bus namespaces of each relay, to {QueueNamespaces.MostNumbers}; left out or 0, as many as are needed." };
        var outage = new Option<double>("--outage") { Description = "Hours for which the second partner is away, from noon UTC.", DefaultValueFactory = _ => 2 };
        var namespaceOutage = new Option<double>("--namespace-outage") { Description = "Hours for which the first namespace of each relay is away, from 18:00 UTC; at most 5." };
        var tier = new Option<BusTier?>("--tier") { Description = "Of Service Bus; left out, the one that suffices." };
        var seed = new Option<int>("--seed") { Description = "Decides every draw.", DefaultValueFactory = _ => 1 };
        var svg = new Option<FileInfo?>("--svg") { Description = "Where to draw the day." };
        var csv = new Option<FileInfo?>("--csv") { Description = "Where to write it, a line a minute." };
        var sizes = new Option<bool>("--sizes") { Description = "Instead, the tables of sizes of docs/scale.md." };
        var committed = new Option<bool>("--docs") { Description = "Instead, draw the plots of docs/scale again." };
        var command = new Command("simulate", "Simulate a day of relays of any size: queue, throttling, instances, parking, cost.")
        {
            users, partners, stamps, namespaces, outage, namespaceOutage, tier, seed, svg, csv, sizes, committed,
        };
        command.SetAction(parsed =>
        {
            var files = new ScaleFiles(RepositoryPaths.Root);
            if (parsed.GetValue(sizes))
            {
                Console.Write($"{SizeTable.Markdown(files.Sizing())}\n{SizeTable.Namespaces(files.Sizing())}");
                return 0;
            }

            if (parsed.GetValue(committed))
            {
                foreach (var (name, one) in CommittedDays.All)
                    File.WriteAllText(Path.Combine(files.Folder, name), DayPlot.Draw(files.Simulator().Run(one)));
                return 0;
            }

            var options = new SimulationOptions
            {
                Users = parsed.GetValue(users),
                Partners = parsed.GetValue(partners),
                Stamps = parsed.GetValue(stamps),
                Namespaces = parsed.GetValue(namespaces),
                OutageHours = parsed.GetValue(outage),
                NamespaceOutageHours = parsed.GetValue(namespaceOutage),
                Tier = parsed.GetValue(tier),
                Seed = parsed.GetValue(seed),
            };
            var faults = new List<ValidationResult>();
            if (!Validator.TryValidateObject(options, new ValidationContext(options), faults, validateAllProperties: true))
            {
                faults.ForEach(fault => Console.Error.WriteLine(fault.ErrorMessage));
                return 1;
            }

            var day = files.Simulator().Run(options);
            Console.Write(DayReport.Write(day));
            if (parsed.GetValue(svg) is { } picture)
                File.WriteAllText(picture.FullName, DayPlot.Draw(day));
            if (parsed.GetValue(csv) is { } table)
                File.WriteAllText(table.FullName, DayCsv.Write(day));
            return 0;
        });
        return command;
    }
}
