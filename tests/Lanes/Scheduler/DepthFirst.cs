namespace Relay.Lanes.Tests.Scheduler;

/// <summary>
/// Goes through all orders of steps, one an execution, by repeating a prefix of choices and changing the last. With sleep
/// sets (Godefroid 1996): of executions that differ only in the order of steps that commute, one is carried out. Every
/// reachable state is reached all the same.
/// </summary>
/// <param name="reduce">False carries out all of them.</param>
internal sealed class DepthFirst(bool reduce = true) : IChooser
{
    private readonly List<Node> _path = [];
    private int _depth;

    private sealed record Known(string Label, Footprint Footprint);

    private sealed class Node(Known[] steps, List<Known> sleep)
    {
        public Known[] Steps => steps;

        /// <summary>Steps that need not be taken here: what follows them is covered.</summary>
        public List<Known> Sleep => sleep;

        public int Chosen { get; set; } = -1;

        public bool MoveOn()
        {
            if (Chosen >= 0)
                sleep.Add(steps[Chosen]);
            do
                Chosen++;
            while (Chosen < steps.Length && sleep.Exists(known => known.Label == steps[Chosen].Label));
            return Chosen < steps.Length;
        }
    }

    public int Choose(IReadOnlyList<Step> steps)
    {
        if (_depth == _path.Count)
        {
            var node = new Node([.. steps.Select(step => new Known(step.Label, step.Footprint))], SleepHere());
            if (!node.MoveOn())
                return IChooser.Stop;
            _path.Add(node);
        }

        var present = _path[_depth++];
        if (present.Steps.Length != steps.Count || present.Steps[present.Chosen].Label != steps[present.Chosen].Label)
        {
            throw new InvalidOperationException(
                $"The same choices led elsewhere: '{present.Steps[present.Chosen].Label}' was possible, now there is {string.Join(", ", steps.Select(step => step.Label))}.");
        }

        return present.Chosen;
    }

    /// <summary>Turns to the next execution; false when there is none.</summary>
    public bool MoveOn()
    {
        _depth = 0;
        while (_path.Count > 0 && !_path[^1].MoveOn())
            _path.RemoveAt(_path.Count - 1);
        return _path.Count > 0;
    }

    private List<Known> SleepHere()
    {
        if (!reduce || _path.Count == 0)
            return [];
        var before = _path[^1];
        var taken = before.Steps[before.Chosen];
        return before.Sleep.FindAll(asleep => !asleep.Footprint.Meets(taken.Footprint));
    }
}
