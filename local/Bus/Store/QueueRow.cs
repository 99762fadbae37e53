namespace Relay.Local.Bus.Store;

/// <summary>The row of one queue.</summary>
internal sealed record QueueRow(int Number, string Name, long NextSequence, long CreatedAt);
