namespace Relay.Local.Bus.Tests.Durability.Witnessing;

/// <summary>A settlement that was asked for and has no answer yet.</summary>
/// <param name="From">Where the message was.</param>
/// <param name="To">Where it is when the answer comes.</param>
/// <param name="NoteVersion">The version of its note that the answer acknowledges; 0 for none.</param>
internal sealed record SettleRequest(MessageRecord Message, Settlement Settlement, Places From, Places To, int NoteVersion);
