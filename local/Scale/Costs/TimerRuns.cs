using System.Globalization;
using System.Text.Json;

namespace Relay.Local.Scale.Costs;

/// <summary>How often the timers of the function app run, from the schedules of their <c>function.json</c>.</summary>
public static class TimerRuns
{
    private static readonly int[] Ranges = [60, 60, 24];

    /// <summary>Runs of all timers in a month of 730 hours.</summary>
    /// <param name="triggers">The folder with one folder a function.</param>
    public static double PerMonth(string triggers) =>
        Directory.GetFiles(triggers, "function.json", SearchOption.AllDirectories).SelectMany(Schedules).Sum(schedule => PerDay(schedule) * BusPrice.MonthHours / 24);

    /// <summary>Runs a day of a schedule of six fields whose days are all days.</summary>
    /// <exception cref="FormatException">Another form of schedule.</exception>
    public static double PerDay(string schedule)
    {
        var fields = schedule.Split(' ');
        if (fields.Length != 6 || fields[3..] is not ["*", "*", "*"])
            throw new FormatException($"The schedule {schedule} is not of every day.");
        return fields[..3].Zip(Ranges, Times).Aggregate(1.0, (product, times) => product * times);
    }

    private static double Times(string field, int range)
    {
        if (field == "*")
            return range;
        if (field.StartsWith("*/", StringComparison.Ordinal))
            return Math.Ceiling(range / double.Parse(field[2..], CultureInfo.InvariantCulture));
        return field.Split(',').Select(value => int.Parse(value, NumberStyles.None, CultureInfo.InvariantCulture)).Count();
    }

    private static IEnumerable<string> Schedules(string path)
    {
        using var function = JsonDocument.Parse(File.ReadAllBytes(path));
        return [.. function.RootElement.GetProperty("bindings").EnumerateArray()
            .Where(binding => binding.TryGetProperty("schedule", out _))
            .Select(binding => binding.GetProperty("schedule").GetString()!)];
    }
}
