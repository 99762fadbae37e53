namespace Relay.Functions.Accept.Mls;

/// <summary>Proposals and commits, as far as is needed to know where they end (RFC 9420, sections 8.4, 12.1 and 12.4).</summary>
internal static class MlsProposals
{
    private enum ProposalType : ushort
    {
        Add = 1,
        Update = 2,
        Remove = 3,
        PreSharedKey = 4,
        ReInit = 5,
        ExternalInit = 6,
        GroupContextExtensions = 7,
    }

    private enum KeyKind : byte
    {
        External = 1,
        Resumption = 2,
    }

    /// <summary>One proposal. Where one of another type ends is not known, so that it can travel in private messages only.</summary>
    public static bool Proposal(ref MlsReader reader) =>
        reader.UInt16(out var type) && (ProposalType)type switch
        {
            ProposalType.Add => MlsLeaves.KeyPackage(ref reader),
            ProposalType.Update => MlsLeaves.UpdatedLeaf(ref reader),
            ProposalType.Remove => reader.Skip(sizeof(uint)),
            ProposalType.PreSharedKey => PreSharedKey(ref reader),
            ProposalType.ReInit => reader.Bytes() && MlsLeaves.Suite(ref reader) && MlsLeaves.Extensions(ref reader),
            ProposalType.ExternalInit => reader.Filled(),
            ProposalType.GroupContextExtensions => MlsLeaves.Extensions(ref reader),
            _ => false,
        };

    /// <summary>proposals, each whole or by reference, and a path that may be left out.</summary>
    public static bool Commit(ref MlsReader reader)
    {
        if (!reader.Vector(out var proposals))
            return false;

        const byte Whole = 1;
        const byte Reference = 2;
        while (!proposals.IsAtEnd)
        {
            if (!proposals.Byte(out var form) || !(form switch
            {
                Whole => Proposal(ref proposals),
                Reference => proposals.Filled(),
                _ => false,
            }))
            {
                return false;
            }
        }

        return reader.Byte(out var hasPath) && hasPath switch
        {
            0 => true,
            1 => MlsLeaves.CommittedLeaf(ref reader) && PathNodes(ref reader),
            _ => false,
        };
    }

    // encryption_key, encrypted_path_secret
    private static bool PathNodes(ref MlsReader reader)
    {
        if (!reader.Vector(out var nodes))
            return false;

        while (!nodes.IsAtEnd)
        {
            if (!nodes.Filled() || !nodes.Vector(out var secrets))
                return false;
            while (!secrets.IsAtEnd)
            {
                if (!MlsLeaves.HpkeCiphertext(ref secrets))
                    return false;
            }
        }

        return true;
    }

    // external: psk_id; resumption: usage, psk_group_id, psk_epoch; then psk_nonce
    private static bool PreSharedKey(ref MlsReader reader)
    {
        const byte LastUsage = 3;
        return reader.Byte(out var kind) && (KeyKind)kind switch
        {
            KeyKind.External => reader.Bytes(),
            KeyKind.Resumption => reader.Byte(out var usage) && usage is >= 1 and <= LastUsage && reader.Bytes() && reader.Skip(sizeof(ulong)),
            _ => false,
        } && reader.Bytes();
    }
}
