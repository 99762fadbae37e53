using System.Globalization;
using System.Text;
using System.Text.Json;
using Relay.Functions.Accept;

namespace Relay.Local.Scale.Costs;

/// <summary>Bills side by side: single and packed, with and without media, on both tiers.</summary>
public static class CostTable
{
    private const string Head =
        "| envelopes a month | to a message | media | Service Bus | instances | executions | bus | tables | blobs | egress | total | a million |";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>The packings that are shown where none is asked for.</summary>
    public static readonly IReadOnlyList<int> Packings = [1, 10, AcceptOptions.MaxEnvelopes];

    /// <summary>The cases of a volume.</summary>
    public static IEnumerable<CostCase> Cases(double envelopes, IEnumerable<int> packings) =>
        from packed in packings
        from hasMedia in new[] { false, true }
        from tier in Enum.GetValues<BusTier>()
        select new CostCase(envelopes, packed, tier, hasMedia);

    /// <summary>The table in Markdown, a line for each case.</summary>
    public static string Markdown(CostModel model, IEnumerable<CostCase> cases)
    {
        var text = new StringBuilder(Head).Append('\n').Append('|').Append(string.Concat(Enumerable.Repeat(" --- |", Head.Count(c => c == '|') - 1))).Append('\n');
        foreach (var one in cases)
        {
            var cost = model.Of(one);
            var bus = cost.Units == 0 ? $"Standard × {cost.Namespaces:N0}" : $"Premium {cost.Units} × {cost.Namespaces:N0}";
            string[] cells =
            [
                Amount(one.Envelopes), Amount(one.Packed), one.HasMedia ? "yes" : "no", bus, Amount(cost.Memory), Amount(cost.Executions), Amount(cost.Bus),
                Amount(cost.Tables), Amount(cost.Blobs), Amount(cost.Egress), Amount(cost.Total), Amount(cost.Total / one.Envelopes * 1e6),
            ];
            text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
        }

        return text.ToString();
    }

    /// <summary>The same as JSON, unrounded.</summary>
    public static string ToJson(CostModel model, IEnumerable<CostCase> cases) => JsonSerializer.Serialize(
        cases.Select(one => new { one.Envelopes, one.Packed, Tier = one.Tier.ToString(), one.HasMedia, Cost = model.Of(one) }), Json);

    /// <summary>An amount with as many digits as say something.</summary>
    public static string Amount(double value) => value.ToString(value is 0 or >= 100 ? "N0" : value >= 1 ? "0.##" : "0.###", CultureInfo.InvariantCulture);
}
