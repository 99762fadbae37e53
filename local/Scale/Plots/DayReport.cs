using System.Globalization;
using System.Text;
using Relay.Local.Scale.Simulation;

namespace Relay.Local.Scale.Plots;

/// <summary>A simulated day in a few lines.</summary>
public static class DayReport
{
    /// <summary>Writes what a person asks first.</summary>
    public static string Write(SimulatedDay day)
    {
        var text = new StringBuilder();
        Line(text, $"{day.Options.Users:N0} users: {day.Size.Stamps:N0} relays on {day.Size.Bus}, lanes {string.Join(", ", day.Size.Lanes)}");
        Line(text, $"peak: {day.Minutes.Max(minute => minute.Offered):N0} envelopes/s, {day.Minutes.Max(minute => minute.Credits):N0} messages/s in the busiest namespace, {day.Minutes.Max(minute => minute.Instances):N0} instances");
        Line(text, $"to a message: {day.Minutes.Min(minute => minute.Packed):0.00} to {day.Minutes.Max(minute => minute.Packed):0.00} envelopes");
        Line(text, $"oldest queued message: {day.Minutes.Max(minute => minute.AgeSeconds):0.0} s; throttled at most {day.Minutes.Max(minute => minute.Throttled):N0}/s; answered 429 at most {day.Minutes.Max(minute => minute.Refused):N0} envelopes/s");
        if (day.Carried.Count > 1)
            Line(text, $"spread: namespaces carried {Spread(day)} of the messages");
        if (day.Options.OutageHours > 0)
            Line(text, $"outage of {day.Options.OutageHours:0.#} h: {day.Probes} probes, {day.Minutes.Max(minute => minute.ParkedBytes) / 1e6:N0} MB parked, {day.SilentSeconds:0.0} s from return to the first envelope, {(day.DrainSeconds is { } drain ? $"{drain:N0} s to drain" : "not drained by midnight")}");
        if (day.Options.NamespaceOutageHours > 0)
        {
            Line(text, $"namespace {BusOutage.Number} away for {day.Options.NamespaceOutageHours:0.#} h: answered unavailable at most {day.Minutes.Max(minute => minute.Unavailable):N0} envelopes/s, kept by senders at most {day.Minutes.Max(minute => minute.AtSenders):N0}, {(day.CaughtUpSeconds is { } caughtUp ? $"{caughtUp:N0} s from its return until none" : "some at midnight")}");
            if (day.OthersTaken is { } taken)
                Line(text, $"meanwhile the other namespaces took {taken:0.0 %} of what was sent for them");
        }

        Line(text, $"cost: {day.HourCosts.Sum():N2} a day, {day.HourCosts.Sum() / day.Accepted * 1e6:0.00} a million envelopes, media and egress in it");
        return text.ToString();
    }

    private static string Spread(SimulatedDay day) =>
        string.Join(", ", day.Carried.Select(messages => string.Create(CultureInfo.InvariantCulture, $"{messages / day.Carried.Sum():0.0 %}")));

    private static void Line(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
