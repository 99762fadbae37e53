using System.Text.Json;
using System.Text.Json.Serialization;
using Relay.Chaos.Faults;
using Relay.Chaos.Judgement;

namespace Relay.Chaos.Report;

/// <summary>The verdict, the seed and the schedule as JSON.</summary>
internal static class VerdictFile
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true, Converters = { new JsonStringEnumConverter() } };

    public static string Write(Verdict verdict, ChaosOptions options, IReadOnlyList<FaultEvent> schedule) => JsonSerializer.Serialize(
        new
        {
            options.Seed,
            options.Envelopes,
            Minutes = options.Duration.TotalMinutes,
            options.Instances,
            options.Namespaces,
            Verdict = verdict,
            Schedule = schedule.Select(one => one.ToString()),
        },
        Options);
}
