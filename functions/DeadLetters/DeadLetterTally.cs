namespace Relay.Functions.DeadLetters;

/// <summary>What one sweep of one queue has done.</summary>
internal sealed class DeadLetterTally
{
    /// <summary>Brought back to their lanes.</summary>
    public int Returned { get; private set; }

    /// <summary>Kept for an operator because they cannot be read.</summary>
    public int Kept { get; set; }

    /// <summary>Alarms that were dropped.</summary>
    public int Dropped { get; set; }

    /// <summary>Written to their new place, and not removed from the old one because the lock was lost.</summary>
    public int Doubled { get; set; }

    /// <summary>Brought back so often that somebody must look.</summary>
    public int Alarming { get; private set; }

    /// <summary>The highest number of returns among them.</summary>
    public int MostReturns { get; private set; }

    /// <summary>All that were handled.</summary>
    public int Taken => Returned + Kept + Dropped;

    /// <summary>Counts one that came back, for the how-manieth time.</summary>
    public void Return(int returns, int alarmingReturns)
    {
        Returned++;
        MostReturns = Math.Max(MostReturns, returns);
        if (returns >= alarmingReturns)
            Alarming++;
    }
}
