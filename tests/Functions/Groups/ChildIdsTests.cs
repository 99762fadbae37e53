using Relay.Functions.Accept;
using Relay.Functions.Ledger;
using Relay.Signatures.Groups;

namespace Relay.Functions.Tests.Groups;

public sealed class ChildIdsTests
{
    private static readonly Guid Group = Guid.Parse("0190163d-8694-739b-aea5-966c26f8ad91");

    // Worked out from the definition with whole numbers of any size, by another program.
    [Theory]
    [InlineData("whatsapp", "ben", "0190163d-8694-7598-9d7f-a1a862844483")]
    [InlineData("haiket", "carl", "0190163d-8694-709e-8bbb-c71e14d82d4f")]
    [InlineData("whatsapp", "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb", "0190163d-8694-78e6-bfd9-27fdb0b0abeb")]
    public void Of_Recipient_IsWhatTheDefinitionSays(string partner, string user, string expected) =>
        Assert.Equal(Guid.Parse(expected), ChildIds.Of(Group, partner, user));

    [Fact]
    public void Of_ManyRecipients_IsAUuidOfTheGroupsTimeAndNeverTheSame()
    {
        var ids = Enumerable.Range(0, 10_000).Select(i => ChildIds.Of(Group, "whatsapp", $"user-{i}")).ToHashSet();

        Assert.Equal(10_000, ids.Count);
        Assert.All(ids, id => Assert.True(EnvelopeIds.IsNear(id, IdTimes.Of(Group), TimeSpan.Zero)));
    }

    [Theory]
    [InlineData("ab", "c", "a", "bc")]
    [InlineData("a", "b", "b", "a")]
    public void Of_OtherAddressOfTheSameLetters_IsAnother(string partner, string user, string otherPartner, string otherUser) =>
        Assert.NotEqual(ChildIds.Of(Group, partner, user), ChildIds.Of(Group, otherPartner, otherUser));
}
