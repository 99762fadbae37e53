using Relay.Functions.People;
using Relay.Functions.Tests.Held;

namespace Relay.Functions.Tests.People;

public sealed class UserTagsTests
{
    [Fact]
    public void Of_UserAndPurpose_HaveOneTagEach_WithNothingInCommon()
    {
        Address[] users = [new("instagram", "ana"), new("instagram", "ben"), new("whatsapp", "ana"), new("instagra", "mana")];
        string[] tags =
        [
            .. new[] { "held", "media" }.SelectMany(purpose => users.Select(user => new UserTags(HeldSamples.Keys, purpose).Of(user))),
            .. users.Select(user => HeldSamples.Keys.RowKeyOf(user.Partner, user.User)[..32].ToLowerInvariant()),
        ];

        Assert.Equal(tags.Length, tags.Distinct().Count());
        Assert.All(tags, tag => Assert.Matches("^[0-9a-f]{32}$", tag));
        Assert.Equal(tags[0], new UserTags(HeldSamples.Keys, "held").Of(users[0]));
    }
}
