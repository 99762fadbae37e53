namespace Relay.Functions.Accept.Mls;

/// <summary>What a framed content is (RFC 9420, section 6).</summary>
public enum MlsContentType : byte
{
    /// <summary>A message of an application.</summary>
    Application = 1,

    /// <summary>A change of the group that is proposed.</summary>
    Proposal = 2,

    /// <summary>A change of the group; begins the next epoch.</summary>
    Commit = 3,
}

/// <summary>What the framing of a public or private message says in clear.</summary>
/// <param name="groupId">The group's id, within the content.</param>
/// <param name="epoch">The epoch of the group that the message belongs to.</param>
/// <param name="contentType">What it holds.</param>
public readonly ref struct MlsHeader(ReadOnlySpan<byte> groupId, ulong epoch, MlsContentType contentType)
{
    /// <summary>The group's id, within the content.</summary>
    public ReadOnlySpan<byte> GroupId { get; } = groupId;

    /// <summary>The epoch of the group that the message belongs to.</summary>
    public ulong Epoch { get; } = epoch;

    /// <summary>What it holds.</summary>
    public MlsContentType ContentType { get; } = contentType;
}
