using System.Text.Json.Nodes;
using Relay.Cli.Bus;
using Relay.Client;
using Relay.Client.Operators;

namespace Relay.Cli.Operators;

/// <summary>
/// Spreads the lanes of partners over Service Bus namespaces, and waits until the lanes that lay elsewhere are empty. What may be left in a
/// namespace that nobody is spread over is dead letters, and alarms that nobody waits for.
/// </summary>
internal sealed class NamespaceSpread(RelayOperator relay, TextWriter output, TimeProvider clock)
{
    private const string Member = "namespaces";
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    /// <param name="partner">The one that is meant; null for all.</param>
    /// <param name="wanted">Numbers of namespaces; null for all that the relay has.</param>
    /// <param name="patience">How long to wait for lanes to become empty.</param>
    /// <param name="cancel">Ends the call; what was asked for by then goes on.</param>
    /// <returns>Done when all of them lie where they are wanted.</returns>
    public async Task<int> RunAsync(string? partner, IReadOnlyList<int>? wanted, TimeSpan patience, CancellationToken cancel)
    {
        var overview = await relay.ListPartnersAsync(cancel);
        var numbers = wanted ?? overview.Namespaces;
        if (numbers.Except(overview.Namespaces).Any())
            return OperatorOptions.Refuse(OperatorExit.WrongUse, $"This relay has the namespaces {Text(overview.Namespaces)}.");
        var names = overview.Partners.Select(one => one.Partner).Where(name => partner is null || name == partner).ToList();
        if (names.Count == 0)
            return OperatorOptions.Refuse(OperatorExit.Failed, partner is null ? "No partner is registered." : $"There is no partner {partner}; `relay partner list` names all.");

        // One that is still changing from an earlier order has its turn when that is done.
        var until = clock.GetUtcNow() + patience;
        var waiting = new HashSet<string>(names, StringComparer.Ordinal);
        while (true)
        {
            foreach (var name in names.Where(waiting.Contains))
            {
                if (await TryAsync(name, numbers, cancel))
                    waiting.Remove(name);
            }

            if (waiting.Count == 0)
                break;
            if (clock.GetUtcNow() >= until)
                return await TellAsync(waiting, cancel);
            await Task.Delay(LookEvery, clock, cancel);
        }

        output.WriteLine($"  All lanes of {(partner ?? (names.Count == 1 ? names[0] : $"{names.Count} partners"))} lie in {(numbers.Count == 1 ? "namespace" : "namespaces")} {Text(numbers)}.");
        return OperatorExit.Done;
    }

    /// <summary>Whether the partner's lanes lie there, and no earlier lane holds anything; asks for it where they do not.</summary>
    private async Task<bool> TryAsync(string partner, IReadOnlyList<int> numbers, CancellationToken cancel)
    {
        if (await relay.FindPartnerAsync(partner, cancel) is not { } settings)
            return true;

        if (!numbers.Order().SequenceEqual(settings[Member]!.AsArray().Select(number => number!.GetValue<int>())))
        {
            settings[Member] = new JsonArray([.. numbers.Select(number => (JsonNode)number)]);
            try
            {
                await relay.SetPartnerAsync(partner, settings, cancel);
                output.WriteLine($"  {partner}: its lanes move to {Text(numbers)}; what is in the old ones goes first.");
            }
            catch (RelayProblemException changing) when (changing.Problem.Code == "lanes-changing")
            {
                return false;
            }
        }

        var lanes = await relay.ListLanesAsync(partner, cancel);
        return lanes.OpenEpoch >= lanes.Epoch;
    }

    private async Task<int> TellAsync(IEnumerable<string> waiting, CancellationToken cancel)
    {
        var table = new TextTable("PARTNER", ">EPOCH", ">OPEN", ">LANES WAITING", ">PARKED");
        foreach (var partner in waiting.Order(StringComparer.Ordinal))
        {
            var lanes = await relay.ListLanesAsync(partner, cancel);
            table.Add(partner, Units.Count(lanes.Epoch), Units.Count(lanes.OpenEpoch), Units.Count(lanes.Lanes.Count), Units.Bytes(lanes.Lanes.Sum(lane => lane.Bytes)));
        }

        table.WriteTo(output, "");
        return OperatorOptions.Refuse(OperatorExit.Failed, "Old lanes of these partners are not empty yet, and they stay until they are. The same command goes on waiting.");
    }

    private static string Text(IEnumerable<int> numbers) => string.Join(", ", numbers.Order());
}
