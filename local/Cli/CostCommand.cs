using System.CommandLine;
using Relay.Functions.Accept;
using Relay.Local.Scale;
using Relay.Local.Scale.Costs;
using Relay.Local.Stack;

namespace Relay.Cli;

/// <summary><c>relay cost</c>: what a month in Azure costs, by list prices.</summary>
internal static class CostCommand
{
    private const double MostEnvelopes = 1e13;

    public static Command Create()
    {
        var envelopes = new Option<double>("--envelopes") { Description = "Envelopes a month.", DefaultValueFactory = _ => 1e8 };
        var packed = new Option<int?>("--packed") { Description = $"Envelopes to a queue message, 1 to {AcceptOptions.MaxEnvelopes}; left out, 1, 10 and 100." };
        var json = new Option<bool>("--json") { Description = "As JSON, unrounded." };
        var tiers = new Option<bool>("--tiers") { Description = "Instead, namespaces on Standard beside messaging units, and where their lines cross." };
        var command = new Command("cost", "Tell what a month in Azure costs, by the prices in infra/prices.json.") { envelopes, packed, json, tiers };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(tiers))
            {
                Console.Write(new ScaleFiles(RepositoryPaths.Root).Tiers().Markdown());
                return 0;
            }

            var volume = parsed.GetValue(envelopes);
            if (volume is not (>= 1 and <= MostEnvelopes))
                return Refuse($"--envelopes must be 1 to {MostEnvelopes:N0}.");
            if (parsed.GetValue(packed) is < 1 or > AcceptOptions.MaxEnvelopes)
                return Refuse($"--packed must be 1 to {AcceptOptions.MaxEnvelopes}.");

            var model = new ScaleFiles(RepositoryPaths.Root).Costs();
            var cases = CostTable.Cases(volume, parsed.GetValue(packed) is { } one ? [one] : CostTable.Packings);
            Console.Write(parsed.GetValue(json) ? CostTable.ToJson(model, cases) + "\n" : CostTable.Markdown(model, cases));
            return 0;
        });
        return command;
    }

    private static int Refuse(string why)
    {
        Console.Error.WriteLine(why);
        return 1;
    }
}
