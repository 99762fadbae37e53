namespace Relay.Functions.Rooms;

/// <summary>Whether a message may go on to the lanes.</summary>
internal enum RoomVerdict : byte
{
    /// <summary>It may.</summary>
    Open,

    /// <summary>Its partner does not take part in the group, and cannot commit.</summary>
    Stranger,

    /// <summary>It is a commit of an epoch that is not the room's.</summary>
    Stale,

    /// <summary>It would overtake a commit that is not in all its lanes.</summary>
    TooEarly,
}

/// <summary>The answer of a room to a message.</summary>
/// <param name="Verdict">Whether it may go on.</param>
/// <param name="Room">The room as it is now; null when there is none and the message makes none yet.</param>
/// <param name="Before">The room before a commit took its epoch; null when there was none, or nothing was taken.</param>
/// <param name="IsRepeated">Whether it is the last commit once more.</param>
internal readonly record struct RoomEntry(RoomVerdict Verdict, MlsRoom? Room, MlsRoom? Before = null, bool IsRepeated = false);
