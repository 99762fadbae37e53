namespace Relay.Local.Sandbox.Tests;

/// <summary>The rules that a profile's numbers keep.</summary>
public sealed class ProfileTests
{
    public static TheoryData<SandboxProfile, string> Wrong => new()
    {
        { new SandboxProfile((SandboxFault)99), "name" },
        { new SandboxProfile(SandboxFault.Errors) { Percent = -1 }, "percent" },
        { new SandboxProfile(SandboxFault.Errors) { Percent = 101 }, "percent" },
        { new SandboxProfile(SandboxFault.Slow) { DelayMilliseconds = -1 }, "delayMilliseconds" },
        { new SandboxProfile(SandboxFault.SlowLoris) { ByteMilliseconds = 0 }, "byteMilliseconds" },
        { new SandboxProfile(SandboxFault.Throttled) { RetryAfterSeconds = -1 }, "retryAfterSeconds" },
        { new SandboxProfile(SandboxFault.Flapping) { DownMilliseconds = 0 }, "downMilliseconds" },
        { new SandboxProfile(SandboxFault.Flapping) { UpMilliseconds = 600_001 }, "upMilliseconds" },
        { new SandboxProfile(SandboxFault.HugeAnswer) { AnswerBytes = 0 }, "answerBytes" },
        { new SandboxProfile(SandboxFault.Retry), "users" },
        { new SandboxProfile(SandboxFault.Refuse), "users" },
        { new SandboxProfile(SandboxFault.Poison), "users" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Profile_OutOfBounds_NamesTheRule(SandboxProfile profile, string member)
    {
        Assert.StartsWith(member, Assert.Single(profile.Problems()), StringComparison.Ordinal);
    }

    [Fact]
    public void Profile_BreakingTwoRules_NamesBoth()
    {
        Assert.Equal(2, new SandboxProfile(SandboxFault.Poison) { Percent = 200 }.Problems().Count);
    }

    [Fact]
    public async Task Partner_GivenAWrongProfile_KeepsTheOneItHas()
    {
        await using var partner = await SandboxPartner.StartAsync(new SandboxOptions());

        Assert.Throws<ArgumentException>(() => partner.Profile = new SandboxProfile(SandboxFault.Poison));
        Assert.Throws<ArgumentException>(() => partner.Profile = new SandboxProfile(SandboxFault.CertificateChange));

        Assert.Equal(SandboxProfile.Healthy, partner.Profile);
    }

    [Fact]
    public async Task Partner_StartedWithAWrongProfile_DoesNotStart()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => SandboxPartner.StartAsync(new SandboxOptions { Profile = new SandboxProfile(SandboxFault.Retry) }));
    }
}
