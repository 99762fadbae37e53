using System.Globalization;
using System.Text;
using Relay.Local.Scale.Costs;
using Relay.Local.Scale.Simulation;

namespace Relay.Local.Scale.Plots;

/// <summary>From one partner's first users to everybody: what each size takes, and what is met first.</summary>
public static class SizeTable
{
    private static readonly double[] Users = [1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 2.6e9];

    private const string Head = "| users | envelopes/s at the peak | messages/s | to a message | lanes, greatest to smallest | Service Bus of each relay | relays | instances | met first |";

    private const string BusHead = "| users | Standard, one namespace | Standard, several | Premium, one | Premium, several |";

    /// <summary>What each size takes on each tier, with one namespace in a relay and with several, in Markdown.</summary>
    public static string Namespaces(Sizing sizing)
    {
        var text = new StringBuilder(BusHead).Append("\n| --- | --- | --- | --- | --- |\n");
        foreach (var users in Users.Skip(2))
        {
            var sizes = from tier in Enum.GetValues<BusTier>()
                        from namespaces in new[] { 1, 0 }
                        select sizing.Of(new SimulationOptions { Users = users, Tier = tier, Namespaces = namespaces });
            text.Append("| ").Append(CostTable.Amount(users)).Append(" | ")
                .AppendJoin(" | ", sizes.Select(size => $"{CostTable.Amount(size.Stamps)} {(size.Stamps == 1 ? "relay" : "relays")} of {size.Bus}")).Append(" |\n");
        }

        return text.ToString();
    }

    /// <summary>The table in Markdown.</summary>
    public static string Markdown(Sizing sizing)
    {
        var text = new StringBuilder(Head).Append("\n|").Append(string.Concat(Enumerable.Repeat(" --- |", Head.Count(c => c == '|') - 1))).Append('\n');
        foreach (var size in Users.Select(users => sizing.Of(new SimulationOptions { Users = users })))
        {
            string[] cells =
            [
                CostTable.Amount(size.Users), CostTable.Amount(size.Envelopes), CostTable.Amount(size.Messages), CostTable.Amount(size.Envelopes / size.Messages),
                $"{size.Lanes[0]} to {size.Lanes[^1]}", size.Bus.ToString(), CostTable.Amount(size.Stamps),
                CostTable.Amount(size.Instances), string.Create(CultureInfo.InvariantCulture, $"{size.First} ({size.Use[size.First]:0.00})"),
            ];
            text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
        }

        return text.ToString();
    }
}
