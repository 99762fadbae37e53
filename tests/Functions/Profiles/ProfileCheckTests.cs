using Relay.Functions.Profiles;

namespace Relay.Functions.Tests.Profiles;

public sealed class ProfileCheckTests
{
    private static readonly string Version = new('a', 64);
    private static readonly ProfileSettings Good = new(Version, new byte[81]);

    [Theory]
    [InlineData(81, null)]
    [InlineData(285, null)]
    [InlineData(81, 156)]
    [InlineData(81, 282)]
    [InlineData(285, 540)]
    public void Check_SizesOfTheCipher_AreGood(int name, int? about) =>
        Assert.Null(ProfileCheck.Check(Good with { Name = new byte[name], About = about is { } length ? new byte[length] : null, Picture = Guid.NewGuid() }));

    [Theory]
    [InlineData(0)]
    [InlineData(3)] // an unencrypted name
    [InlineData(53)]
    [InlineData(80)]
    [InlineData(82)]
    [InlineData(257)]
    [InlineData(286)]
    public void Check_NameOfAnotherSize_IsRefused(int length) => Assert.Equal("name", ProfileCheck.Check(Good with { Name = new byte[length] })!.Field);

    [Theory]
    [InlineData(0)]
    [InlineData(81)]
    [InlineData(155)]
    [InlineData(283)]
    [InlineData(541)]
    public void Check_AboutOfAnotherSize_IsRefused(int length) => Assert.Equal("about", ProfileCheck.Check(Good with { About = new byte[length] })!.Field);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")] // 63
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")] // 65
    [InlineData("Aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("gaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void Check_Version_MustBeADigestInHexadecimal(string? version)
    {
        Assert.Equal("version", ProfileCheck.Check(Good with { Version = version })!.Field);
        Assert.Equal("version", ProfileCheck.Check(new ProfileQuestion("ana", new ProfileOwner("whatsapp", "ben"), version))!.Field);
    }

    [Fact]
    public void Check_NoName_IsRefused() => Assert.Equal("name", ProfileCheck.Check(new ProfileSettings(Version, null))!.Field);

    [Theory]
    [InlineData(null, "whatsapp", "ben", "from")]
    [InlineData("a b", "whatsapp", "ben", "from")]
    [InlineData("ana", null, "ben", "to.partner")]
    [InlineData("ana", "Whatsapp", "ben", "to.partner")]
    [InlineData("ana", "whatsapp", null, "to.user")]
    [InlineData("ana", "whatsapp", "..", "to.user")]
    public void Check_Question_NamesItsFault(string? from, string? partner, string? user, string field) =>
        Assert.Equal(field, ProfileCheck.Check(new ProfileQuestion(from, new ProfileOwner(partner, user), Version))!.Field);

    [Fact]
    public void Check_QuestionWithoutAnOwner_IsRefused() => Assert.Equal("to.partner", ProfileCheck.Check(new ProfileQuestion("ana", null, Version))!.Field);
}
