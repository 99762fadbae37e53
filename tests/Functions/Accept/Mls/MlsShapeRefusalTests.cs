using Relay.Functions.Accept.Mls;

namespace Relay.Functions.Tests.Accept.Mls;

/// <summary>Messages built from the structures of RFC 9420, good ones and ones with one thing wrong.</summary>
public sealed class MlsShapeRefusalTests
{
    private const byte Application = 1;
    private const byte Proposal = 2;
    private const byte Commit = 3;

    private static readonly byte[] Signature = MlsBytes.Random(64);
    private static readonly byte[] Tag = MlsBytes.Random(32);

    public static TheoryData<string, byte, byte[]> Good() => new()
    {
        { "remove", 17, Member(Remove(MlsBytes.Public(Proposal))) },
        { "remove by an external sender", 17, Remove(MlsBytes.Public(Proposal, sender: 2)).V(Signature).ToArray() },
        { "empty commit", 17, Member(EmptyCommit(MlsBytes.Public(Commit)), isCommit: true) },
        { "external commit", 17, EmptyCommit(MlsBytes.Public(Commit, sender: 4)).V(Signature).V(Tag).ToArray() },
        { "commit by reference", 17, Member(MlsBytes.Public(Commit).V(new MlsBytes().U8(2).V(Tag).ToArray()).U8(0), isCommit: true) },
        { "application", 18, MlsBytes.Private(Application).ToArray() },
        { "proposal", 18, MlsBytes.Private(Proposal).ToArray() },
        { "commit", 18, MlsBytes.Private(Commit, epoch: ulong.MaxValue).ToArray() },
        { "long application", 18, MlsBytes.Private(Application, ciphertext: MlsBytes.Random(20_000)).ToArray() },
        { "update", 17, Member(MlsBytes.Public(Proposal).U16(2).V(Tag).V(Tag).U16(2).V(new MlsBytes().V(Tag).V(Tag).ToArray()).V().V().V().V().V().U8(2).V().V(Signature)) },
        { "welcome", 19, Welcome(secrets: 2).ToArray() },
    };

    public static TheoryData<string, byte, byte[]> Bad() => new()
    {
        { "application in a public message", 17, Member(MlsBytes.Public(Application).V([.. "Hello Ben"u8])) },
        { "no such content", 17, Member(Remove(MlsBytes.Public(4))) },
        { "no such sender", 17, Remove(MlsBytes.Public(Proposal, sender: 5)).V(Signature).ToArray() },
        { "commit of an external sender", 17, EmptyCommit(MlsBytes.Public(Commit, sender: 2)).V(Signature).V(Tag).ToArray() },
        { "commit of a new member's proposal", 17, EmptyCommit(MlsBytes.Public(Commit, sender: 3)).V(Signature).V(Tag).ToArray() },
        { "proposal of a new member's commit", 17, Remove(MlsBytes.Public(Proposal, sender: 4)).V(Signature).ToArray() },
        { "member without membership tag", 17, Remove(MlsBytes.Public(Proposal)).V(Signature).ToArray() },
        { "external sender with membership tag", 17, Member(Remove(MlsBytes.Public(Proposal, sender: 2))) },
        { "commit without confirmation tag", 17, Member(EmptyCommit(MlsBytes.Public(Commit))) },
        { "no signature", 17, Remove(MlsBytes.Public(Proposal)).V().V(Tag).ToArray() },
        { "unknown proposal", 17, Member(MlsBytes.Public(Proposal).U16(8).U32(0)) },
        { "unknown credential", 17, Member(MlsBytes.Public(Proposal).U16(2).V(Tag).V(Tag).U16(3).V(Tag).V().V().V().V().V().U8(2).V().V(Signature)) },
        { "odd capabilities", 17, Member(MlsBytes.Public(Proposal).U16(2).V(Tag).V(Tag).U16(1).V(Tag).V([1]).V().V().V().V().U8(2).V().V(Signature)) },
        { "leaf of a key package in an update", 17, Member(MlsBytes.Public(Proposal).U16(2).V(Tag).V(Tag).U16(1).V(Tag).V().V().V().V().V().U8(1).U64(0).U64(0).V().V(Signature)) },
        { "no such form of a proposal", 17, Member(MlsBytes.Public(Commit).V([3, 0]).U8(0), isCommit: true) },
        { "no such optional", 17, Member(MlsBytes.Public(Commit).V().U8(2), isCommit: true) },
        { "no such PSK", 17, Member(MlsBytes.Public(Proposal).U16(4).U8(3).V(Tag).V(Tag)) },
        { "no such use of a PSK", 17, Member(MlsBytes.Public(Proposal).U16(4).U8(2).U8(4).V(Tag).U64(0).V(Tag)) },
        { "another version", 18, [0, 2, .. MlsBytes.Private(Application).ToArray()[2..]] },
        { "another format", 18, [0, 1, 0, 1, .. MlsBytes.Private(Application).ToArray()[4..]] },
        { "no such content", 18, MlsBytes.Private(0).ToArray() },
        { "no such content", 18, MlsBytes.Private(4).ToArray() },
        { "short sender data", 18, MlsBytes.Private(Application, senderData: 27).ToArray() },
        { "text for ciphertext", 18, MlsBytes.Private(Application, ciphertext: [.. "Hello Ben, this is a message that is not encrypted, but framed as if."u8]).ToArray() },
        { "ciphertext of a tag alone", 18, MlsBytes.Private(Application, ciphertext: MlsBytes.Random(16)).ToArray() },
        { "welcome for nobody", 19, Welcome(secrets: 0).ToArray() },
        { "welcome without suite", 19, MlsBytes.Message(3).U16(0).V(Tag).ToArray() },
        { "group info of another version", 20, MlsBytes.Message(4).U16(2).U16(1).V(Tag).U64(0).V(Tag).V().V().V().V(Tag).U32(0).V(Signature).ToArray() },
    };

    [Theory]
    [MemberData(nameof(Good))]
    public void Check_WholeMessage_Passes(string what, byte type, byte[] content) => Assert.True(MlsShape.Check(type, content) is null, what);

    [Theory]
    [MemberData(nameof(Bad))]
    public void Check_MessageWithOneThingWrong_IsRefused(string what, byte type, byte[] content) => Assert.True(MlsShape.Check(type, content) is not null, what);

    [Theory]
    [InlineData(0, 1, true)]
    [InlineData(63, 1, true)]
    [InlineData(63, 2, false)]
    [InlineData(64, 2, true)]
    [InlineData(64, 4, false)]
    [InlineData(16_383, 2, true)]
    [InlineData(16_383, 4, false)]
    [InlineData(16_384, 4, true)]
    [InlineData(16_384, 8, false)] // the fourth size of QUIC's integers does not exist here
    public void Check_LengthOfAVector_HasOneForm(int length, int lengthBytes, bool isGood)
    {
        var content = MlsBytes.Message(2).V(MlsBytes.Random(length), lengthBytes).U64(1).U8(1).V().V(MlsBytes.Random(28)).V(MlsBytes.Random(100)).ToArray();
        Assert.Equal(isGood, MlsShape.Check(18, content) is null);
    }

    [Fact]
    public void Check_LengthBeyondTheMessage_IsRefused()
    {
        byte[] head = [0, 1, 0, 2];
        Assert.NotNull(MlsShape.Check(18, [.. head, 0xBF, 0xFF, 0xFF, 0xFF, .. MlsBytes.Random(100)]));
        Assert.NotNull(MlsShape.Check(18, [.. head, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, .. MlsBytes.Random(100)]));
    }

    private static byte[] Member(MlsBytes content, bool isCommit = false) => (isCommit ? content.V(Signature).V(Tag) : content.V(Signature)).V(Tag).ToArray();

    private static MlsBytes Remove(MlsBytes head) => head.U16(3).U32(2);

    private static MlsBytes EmptyCommit(MlsBytes head) => head.V().U8(0);

    private static MlsBytes Welcome(int secrets)
    {
        var list = new MlsBytes();
        for (var i = 0; i < secrets; i++)
            list.V(Tag).V(Tag).V(Signature);
        return MlsBytes.Message(3).U16(1).V(list.ToArray()).V(MlsBytes.Random(90));
    }
}
