namespace Relay.Lanes.Tests.Scheduler;

/// <summary>Takes the ordinary step each time.</summary>
internal sealed class Ordinary : IChooser
{
    public int Choose(IReadOnlyList<Step> steps) => 0;
}

/// <summary>Takes the steps of a list of numbers, each modulo what is possible, then the ordinary one: any list fits any execution.</summary>
internal sealed class Numbered(IReadOnlyList<int> numbers) : IChooser
{
    private int _next;

    public int Choose(IReadOnlyList<Step> steps) => _next < numbers.Count ? (int)((uint)numbers[_next++] % (uint)steps.Count) : 0;
}

/// <summary>Takes the steps of a schedule as a failing execution printed it, then the ordinary one.</summary>
internal sealed class Scheduled(string schedule) : IChooser
{
    /// <summary>Ends the explored part of a schedule; what follows is the same for all.</summary>
    public const string End = "(the world heals)";

    private readonly string[] _labels = schedule.Split(End)[0].Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    private int _next;

    public int Choose(IReadOnlyList<Step> steps)
    {
        if (_next == _labels.Length)
            return 0;

        for (var i = 0; i < steps.Count; i++)
        {
            if (steps[i].Label == _labels[_next])
            {
                _next++;
                return i;
            }
        }

        throw new InvalidOperationException($"'{_labels[_next]}' is not possible after {_next} steps; possible: {string.Join(", ", steps.Select(step => step.Label))}.");
    }
}
