namespace Relay.Lanes.Tests.Scheduler;

/// <summary>Something that may happen next.</summary>
/// <param name="Label">Names it within its execution: the same step has the same label on every way that leads to it.</param>
/// <param name="Footprint">What it meets.</param>
/// <param name="Take">Makes it happen.</param>
internal sealed record Step(string Label, Footprint Footprint, Action Take);

/// <summary>Decides which of several possible steps happens next.</summary>
internal interface IChooser
{
    /// <summary>The place of the chosen step; <see cref="Stop"/> when nothing new can follow from here.</summary>
    int Choose(IReadOnlyList<Step> steps);

    /// <summary>The answer that ends an execution: all that could follow is covered elsewhere.</summary>
    const int Stop = -1;
}
