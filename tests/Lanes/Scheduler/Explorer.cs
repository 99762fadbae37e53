using System.Globalization;
using System.Text;

namespace Relay.Lanes.Tests.Scheduler;

/// <summary>What became of one execution.</summary>
/// <param name="Ending">How its explored part ended.</param>
/// <param name="Schedule">The steps that were taken.</param>
/// <param name="Fault">What did not hold; null when all did.</param>
internal sealed record ExecutionResult(Ending Ending, IReadOnlyList<string> Schedule, string? Fault);

/// <summary>What an exploration went through.</summary>
/// <param name="Executions">Executions that were carried out to their end.</param>
/// <param name="Covered">Executions that were left where all that could follow was covered.</param>
/// <param name="Cut">Of the executions: those that came to the bound on steps.</param>
/// <param name="LongestSchedule">Steps of the longest.</param>
/// <param name="IsComplete">Whether all executions within the bounds were covered.</param>
/// <param name="Failure">The first that failed, readable; null when none did.</param>
internal sealed record Exploration(int Executions, int Covered, int Cut, int LongestSchedule, bool IsComplete, string? Failure)
{
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Executions} executions ({Cut} at the bound on steps), {Covered} left as covered, at most {LongestSchedule} steps, {(IsComplete ? "all" : "not all")} within the bounds");
}

/// <summary>Carries out executions until all are covered, one fails, or there have been enough.</summary>
internal static class Explorer
{
    /// <param name="run">Carries out one execution with the given choices, in a world of its own.</param>
    /// <param name="mostExecutions">The most that are carried out.</param>
    /// <param name="reduce">Whether of executions that differ only in the order of commuting steps one is enough.</param>
    public static Exploration Explore(Func<IChooser, ExecutionResult> run, int mostExecutions, bool reduce = true)
    {
        var chooser = new DepthFirst(reduce);
        int executions = 0, covered = 0, cut = 0, longest = 0;
        do
        {
            if (executions + covered >= mostExecutions)
                return new Exploration(executions, covered, cut, longest, IsComplete: false, null);

            var outcome = run(chooser);
            longest = Math.Max(longest, outcome.Schedule.Count);
            if (outcome.Fault is not null)
                return new Exploration(executions + 1, covered, cut, longest, IsComplete: false, Describe(outcome));
            _ = outcome.Ending == Ending.Covered ? covered++ : executions++;
            cut += outcome.Ending == Ending.Cut ? 1 : 0;
        }
        while (chooser.MoveOn());
        return new Exploration(executions, covered, cut, longest, IsComplete: true, null);
    }

    /// <summary>A failed execution as text: what did not hold, and its schedule, which <see cref="Scheduled"/> repeats.</summary>
    public static string Describe(ExecutionResult outcome)
    {
        var text = new StringBuilder(outcome.Fault).AppendLine().AppendLine("Schedule:");
        const int MostAfter = 60;
        var end = outcome.Schedule.ToList().IndexOf(Scheduled.End);
        foreach (var label in end < 0 ? outcome.Schedule : outcome.Schedule.Take(end + MostAfter))
            text.Append("    ").AppendLine(label);
        return text.ToString();
    }
}
