using System.Text.Unicode;

namespace Relay.Functions.Accept.Mls;

/// <summary>
/// Checks that content is one whole MLSMessage of RFC 9420 (section 6) of its type, and nothing after it. Handshakes may be public;
/// application data may not: a public message of content type application is plaintext. Types are 16 and the RFC's wire format.
/// </summary>
public static class MlsShape
{
    /// <summary>A public message: a proposal or a commit.</summary>
    public const byte PublicMessage = Base + 1;

    /// <summary>A private message.</summary>
    public const byte PrivateMessage = Base + 2;

    /// <summary>What a new member needs to join.</summary>
    public const byte Welcome = Base + 3;

    /// <summary>What is needed to join without a Welcome.</summary>
    public const byte GroupInfo = Base + 4;

    /// <summary>What is said of a commit among envelopes, for problem details.</summary>
    public const string CommitRule = "a commit goes to all of its group at once, by POST /v1/group-messages";

    private const byte Base = 16;

    // sender_data: two numbers of four bytes and a reuse guard of four, with an authentication tag of 16.
    private const int SenderDataLength = 12 + 16;
    private const int TagLength = 16;

    private enum SenderType : byte
    {
        Member = 1,
        External = 2,
        NewMemberProposal = 3,
        NewMemberCommit = 4,
    }

    /// <summary>Whether this is one of the types. A key package (wire format 5) is no envelope.</summary>
    public static bool IsType(int type) => type is >= PublicMessage and <= GroupInfo;

    /// <summary>Null when the content has the shape of its type, otherwise the rule that it breaks.</summary>
    public static string? Check(byte type, ReadOnlySpan<byte> content)
    {
        var reader = new MlsReader(content);
        var isWhole = IsType(type) && reader.UInt16(out var version) && version == MlsLeaves.Version
            && reader.UInt16(out var format) && format == type - Base
            && type switch
            {
                PublicMessage => Public(ref reader),
                PrivateMessage => Private(ref reader),
                Welcome => Welcomes(ref reader),
                _ => Info(ref reader),
            }
            && reader.IsAtEnd;
        return isWhole ? null : Rule(type);
    }

    /// <summary>The group, epoch and kind of content of a public or private message that has passed <see cref="Check"/>; false for other types.</summary>
    public static bool TryReadHeader(byte type, ReadOnlySpan<byte> content, out MlsHeader header)
    {
        header = default;
        var reader = new MlsReader(content);
        if (type is not (PublicMessage or PrivateMessage) || !reader.Skip(2 * sizeof(ushort)) || !reader.Bytes(out var groupId) || !reader.UInt64(out var epoch))
            return false;
        if (type == PublicMessage && !(Sender(ref reader, out _) && reader.Bytes()))
            return false;
        if (!reader.Byte(out var kind))
            return false;

        header = new MlsHeader(groupId, epoch, (MlsContentType)kind);
        return true;
    }

    // group_id, epoch, sender, authenticated_data, content_type, content; signature, confirmation_tag of commits; membership_tag of members
    private static bool Public(ref MlsReader reader)
    {
        if (!reader.Bytes() || !reader.UInt64(out _) || !Sender(ref reader, out var sender) || !reader.Bytes() || !reader.Byte(out var kind))
            return false;

        var type = (MlsContentType)kind;
        var isContent = type switch
        {
            MlsContentType.Proposal => sender != SenderType.NewMemberCommit && MlsProposals.Proposal(ref reader),
            MlsContentType.Commit => sender is SenderType.Member or SenderType.NewMemberCommit && MlsProposals.Commit(ref reader),
            _ => false,
        };
        return isContent && reader.Filled()
            && (type != MlsContentType.Commit || reader.Filled())
            && (sender != SenderType.Member || reader.Filled());
    }

    private static bool Sender(ref MlsReader reader, out SenderType sender)
    {
        var isThere = reader.Byte(out var type);
        sender = (SenderType)type;
        return isThere && sender switch
        {
            SenderType.Member or SenderType.External => reader.Skip(sizeof(uint)),
            SenderType.NewMemberProposal or SenderType.NewMemberCommit => true,
            _ => false,
        };
    }

    // group_id, epoch, content_type, authenticated_data, encrypted_sender_data, ciphertext. A ciphertext is no text.
    private static bool Private(ref MlsReader reader) =>
        reader.Bytes() && reader.UInt64(out _)
        && reader.Byte(out var kind) && (MlsContentType)kind is MlsContentType.Application or MlsContentType.Proposal or MlsContentType.Commit
        && reader.Bytes() && reader.Bytes(out var senderData) && senderData.Length >= SenderDataLength
        && reader.Bytes(out var ciphertext) && ciphertext.Length > TagLength && !Utf8.IsValid(ciphertext);

    // cipher_suite, secrets: new_member and encrypted_group_secrets each; encrypted_group_info
    private static bool Welcomes(ref MlsReader reader)
    {
        if (!reader.UInt16(out var suite) || suite == 0 || !reader.Vector(out var secrets) || secrets.IsAtEnd)
            return false;

        while (!secrets.IsAtEnd)
        {
            if (!secrets.Filled() || !MlsLeaves.HpkeCiphertext(ref secrets))
                return false;
        }

        return reader.Bytes(out var info) && info.Length > TagLength && !Utf8.IsValid(info);
    }

    // group_context: version, cipher_suite, group_id, epoch, tree_hash, confirmed_transcript_hash, extensions; extensions, confirmation_tag, signer, signature
    private static bool Info(ref MlsReader reader) =>
        MlsLeaves.Suite(ref reader) && reader.Bytes() && reader.UInt64(out _) && reader.Filled() && reader.Bytes() && MlsLeaves.Extensions(ref reader)
        && MlsLeaves.Extensions(ref reader) && reader.Filled() && reader.Skip(sizeof(uint)) && reader.Filled();

    private static string Rule(byte type) => type switch
    {
        PublicMessage => "type 17 is a whole PublicMessage of RFC 9420 with a proposal or a commit",
        PrivateMessage => "type 18 is a whole PrivateMessage of RFC 9420",
        Welcome => "type 19 is a whole Welcome of RFC 9420",
        GroupInfo => "type 20 is a whole GroupInfo of RFC 9420",
        _ => Protocols.MlsProtocol.Rule,
    };
}
