namespace Relay.Local.Bus.Tests.Durability.Witnessing;

/// <summary>How often each thing was acknowledged.</summary>
internal sealed record Counts
{
    public int Lives { get; set; } = 1;

    public int Sent { get; set; }

    public int Scheduled { get; set; }

    public int Cancelled { get; set; }

    public int Completed { get; set; }

    public int Taken { get; set; }

    public int Abandoned { get; set; }

    public int Deferred { get; set; }

    public int DeadLettered { get; set; }

    public int DeadLetteredByCount { get; set; }

    /// <summary>Messages sent again although they were known to be there, and acknowledged again.</summary>
    public int DuplicatesRefused { get; set; }

    /// <summary>Messages sent again because the first answer was lost.</summary>
    public int SentAgain { get; set; }

    public int StateWrites { get; set; }

    /// <summary>Requests whose answer was lost in a crash.</summary>
    public int Unanswered { get; set; }
}
