using Relay.Functions.Operations;

namespace Relay.Functions.Tests.Operations;

/// <summary>The version that the build has written into the program.</summary>
public sealed class ProgramVersionTests
{
    [Theory]
    [InlineData("0.1.0", "0.1.0", null)]
    [InlineData("0.1.0+a54f4ba", "0.1.0", "a54f4ba")]
    [InlineData("1.0.0-rc.1+a54f4ba.dirty", "1.0.0-rc.1", "a54f4ba.dirty")]
    public void Parse_AnInformationalVersion_GivesVersionAndCommit(string text, string version, string? commit) =>
        Assert.Equal(new ProgramVersion(version, commit, DateTimeOffset.UnixEpoch), ProgramVersion.Parse(text, DateTimeOffset.UnixEpoch));

    [Fact]
    public void Informational_OfThisBuild_IsThatOfTheRepository() =>
        Assert.Matches(@"^\d+\.\d+\.\d+(\+[0-9a-f]{40})?$", ProgramVersion.Informational);
}
