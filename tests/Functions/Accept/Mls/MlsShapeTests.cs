using Relay.Functions.Accept.Mls;

namespace Relay.Functions.Tests.Accept.Mls;

public sealed class MlsShapeTests
{
    private static readonly byte[] Types = [17, 18, 19, 20];

    [Theory]
    [MemberData(nameof(MlsSamples.Sendable), MemberType = typeof(MlsSamples))]
    public void Check_MessageOfOthers_PassesAsItsTypeAlone(string sample)
    {
        var (type, content) = MlsSamples.Get(sample);
        Assert.Null(MlsShape.Check(type, content));
        Assert.All(Enumerable.Range(0, 256).Where(other => other != type), other => Assert.NotNull(MlsShape.Check((byte)other, content)));
    }

    [Theory]
    [InlineData("RfcPublicApplication")] // plaintext
    [InlineData("KeyPackage")]
    public void Check_MessageThatIsNoEnvelope_IsRefused(string sample) =>
        Assert.All(Types, type => Assert.NotNull(MlsShape.Check(type, MlsSamples.Get(sample).Content)));

    [Theory]
    [MemberData(nameof(MlsSamples.Sendable), MemberType = typeof(MlsSamples))]
    public void Check_MessageThatIsCutOrGoesOn_IsRefused(string sample)
    {
        var (type, content) = MlsSamples.Get(sample);
        Assert.All(Enumerable.Range(0, content.Length), length => Assert.NotNull(MlsShape.Check(type, content.AsSpan(0, length))));
        Assert.NotNull(MlsShape.Check(type, [.. content, 0]));
        Assert.NotNull(MlsShape.Check(type, [.. content, .. content]));
    }

    [Theory]
    [InlineData(16, false)]
    [InlineData(17, true)]
    [InlineData(18, true)]
    [InlineData(19, true)]
    [InlineData(20, true)]
    [InlineData(21, false)]
    [InlineData(1, false)]
    [InlineData(-1, false)]
    [InlineData(273, false)]
    public void IsType_Number_IsWhatAPartnerMaySend(int type, bool expected) => Assert.Equal(expected, MlsShape.IsType(type));

    [Theory]
    [MemberData(nameof(MlsSamples.Framed), MemberType = typeof(MlsSamples))]
    public void TryReadHeader_MessageOfOthers_IsWhatItsNameSays(string sample)
    {
        var (type, content) = MlsSamples.Get(sample);

        Assert.True(MlsShape.TryReadHeader(type, content, out var header));

        var kind = sample.Contains("Commit", StringComparison.Ordinal) ? MlsContentType.Commit
            : sample == "PrivateApplication" ? MlsContentType.Application
            : MlsContentType.Proposal;
        var group = sample.StartsWith("Rfc", StringComparison.Ordinal) ? Convert.FromHexString("57f89bad9b38b906d15100f720422e90") : "group-1"u8.ToArray();
        ulong epoch = sample switch
        {
            "PublicCommit" => 0,
            "PrivateCommit" => 2,
            "PublicCommitWithPath" => 3,
            "ExternalCommit" or "NewMemberProposal" => 4,
            _ => sample.StartsWith("Rfc", StringComparison.Ordinal) ? 0UL : 1,
        };
        Assert.Equal((kind, epoch), (header.ContentType, header.Epoch));
        Assert.Equal(group, header.GroupId.ToArray());
    }

    [Theory]
    [InlineData("Welcome")]
    [InlineData("GroupInfo")]
    public void TryReadHeader_OfOtherTypes_IsNone(string sample)
    {
        var (type, content) = MlsSamples.Get(sample);
        Assert.False(MlsShape.TryReadHeader(type, content, out _));
    }
}
