using System.Globalization;
using System.Text;
using Relay.Local.Scale.Simulation;

namespace Relay.Local.Scale.Plots;

/// <summary>A simulated day as comma-separated values, a line a minute.</summary>
public static class DayCsv
{
    /// <summary>The names of the columns.</summary>
    public const string Head = "minute,offered,refused,packed,credits,throttled,ageSeconds,instances,parkedBytes,drained,unavailable,atSenders,hourCost";

    /// <summary>Writes the day.</summary>
    public static string Write(SimulatedDay day)
    {
        var text = new StringBuilder(Head).Append('\n');
        foreach (var minute in day.Minutes)
        {
            double[] values =
            [
                minute.Offered, minute.Refused, minute.Packed, minute.Credits, minute.Throttled, minute.AgeSeconds, minute.Instances, minute.ParkedBytes, minute.Drained, minute.Unavailable,
                minute.AtSenders, day.HourCosts[minute.Index / 60],
            ];
            text.Append(minute.Index).Append(',').AppendJoin(',', values.Select(value => value.ToString("0.###", CultureInfo.InvariantCulture))).Append('\n');
        }

        return text.ToString();
    }
}
