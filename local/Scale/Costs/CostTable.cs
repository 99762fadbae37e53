using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Relay.Functions.Accept;

namespace Relay.Local.Scale.Costs;

/// <summary>Bills side by side: single and packed, with and without media, on both tiers.</summary>
public static class CostTable
{
    private const string Head =
        "| envelopes a month | to a message | media | relays | Service Bus of each | instances | executions | bus | tables | blobs | egress | total | a million |";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, Converters = { new JsonStringEnumConverter() } };

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
            string[] cells =
            [
                Amount(one.Envelopes), Amount(one.Packed), one.HasMedia ? "yes" : "no", Amount(cost.Relays), cost.Plan.ToString(), Amount(cost.Memory), Amount(cost.Executions), Amount(cost.Bus),
                Amount(cost.Tables), Amount(cost.Blobs), Amount(cost.Egress), Amount(cost.Total), Amount(cost.Total / one.Envelopes * 1e6),
            ];
            text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
        }

        return text.ToString();
    }

    /// <summary>The same as JSON, unrounded.</summary>
    public static string ToJson(CostModel model, IEnumerable<CostCase> cases) => JsonSerializer.Serialize(
        cases.Select(one => new { one.Envelopes, one.Packed, one.Tier, one.HasMedia, Cost = model.Of(one) }), Json);

    /// <summary>An amount with as many digits as say something.</summary>
    public static string Amount(double value) => value.ToString(value is 0 or >= 100 ? "N0" : value >= 1 ? "0.##" : "0.###", CultureInfo.InvariantCulture);
}
