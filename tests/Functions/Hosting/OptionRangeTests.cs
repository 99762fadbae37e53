using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Relay.Functions.Accept;
using Relay.Functions.Calls;
using Relay.Functions.DeadLetters;
using Relay.Functions.Deliver;
using Relay.Functions.Held;
using Relay.Functions.Hosting;
using Relay.Functions.Keys;
using Relay.Functions.Lanes;
using Relay.Functions.Limits;
using Relay.Functions.Links;
using Relay.Functions.Media;
using Relay.Functions.Operations;
using Relay.Functions.Receipts;
using Relay.Functions.Telemetry;

namespace Relay.Functions.Tests.Hosting;

/// <summary>The program's own options, bound and checked as the program does it.</summary>
public sealed class OptionRangeTests
{
    [Fact]
    public void Value_NothingConfigured_IsWithinEveryRange()
    {
        Assert.NotNull(Value<AcceptOptions>());
        Assert.NotNull(Value<LimitsOptions>());
        Assert.NotNull(Value<DeliveryOptions>());
        Assert.NotNull(Value<LaneOptions>());
        Assert.NotNull(Value<HeldOptions>());
        Assert.NotNull(Value<DeadLetterOptions>());
        Assert.NotNull(Value<MediaOptions>());
        Assert.NotNull(Value<ReceiptOptions>());
        Assert.NotNull(Value<RetentionOptions>());
        Assert.NotNull(Value<LinkingOptions>());
        Assert.NotNull(Value<CallsOptions>());
        Assert.NotNull(Value<KeyOptions>());
        Assert.NotNull(Value<TelemetryOptions>());
    }

    [Theory]
    [InlineData("SamplePercent", "-1")]
    [InlineData("SamplePercent", "101")]
    [InlineData("ConsoleMetricSeconds", "0")]
    public void Telemetry_OutsideItsRange_IsRefused(string name, string value) => AssertRefused<TelemetryOptions>("Telemetry", name, value);

    [Theory]
    [InlineData("PackedMessageBytes", "1023")]
    [InlineData("PackedMessageBytes", "256001")]
    [InlineData("LongestTimeToLiveSeconds", "0")]
    [InlineData("DefaultTimeToLiveSeconds", "0")]
    [InlineData("LongestUrgentTimeToLiveSeconds", "0")]
    [InlineData("IdWindowHours", "0")]
    [InlineData("RememberedIds", "-1")]
    public void Accept_OutsideItsRange_IsRefused(string name, string value) => AssertRefused<AcceptOptions>("Accept", name, value);

    [Theory]
    [InlineData("PartnerRequestsPerSecond", "0")]
    [InlineData("PartnerLookupsBurst", "0")]
    [InlineData("PartnerEnvelopesPerSecond", "0")]
    [InlineData("PartnerEnvelopesBurst", "99")] // less than one request could never be sent
    [InlineData("PartnerBytesBurst", "16777215")]
    [InlineData("PairBytesBurst", "1966079")] // less than one envelope neither
    [InlineData("PartnerRequestsInFlight", "0")]
    [InlineData("PartnerRequestsInFlightWaiting", "-1")]
    [InlineData("InboxPolls", "0")]
    [InlineData("PartnerBytesInFlight", "16777215")]
    [InlineData("PartnerBytesInFlight", "134217729")] // more than the instance's
    [InlineData("InstanceBytesInFlight", "16777215")]
    [InlineData("ParkedPartnerBytes", "0")]
    [InlineData("ParkedPairBytes", "68719476736")] // one sender could fill the partner's
    public void Limits_OutsideItsRange_IsRefused(string name, string value) => AssertRefused<LimitsOptions>("Limits", name, value);

    [Theory]
    [InlineData("TimeoutSeconds", "0")]
    [InlineData("TimeoutSeconds", "61")]
    [InlineData("MaxAnswerBytes", "1023")]
    [InlineData("HoldSeconds", "-1")]
    [InlineData("HoldSeconds", "601")]
    public void Delivery_OutsideItsRange_IsRefused(string name, string value) => AssertRefused<DeliveryOptions>("Delivery", name, value);

    [Theory]
    [InlineData("FirstProbeMilliseconds", "49")]
    [InlineData("LongestProbeSeconds", "0")]
    [InlineData("DrainSeconds", "601")]
    [InlineData("OverdueSeconds", "0")]
    public void Parking_OutsideItsRange_IsRefused(string name, string value) => AssertRefused<LaneOptions>("Lanes", name, value);

    [Theory]
    [InlineData("ReplayEnvelopesPerSecond", "0")]
    [InlineData("ReplayEnvelopesPerSecond", "10001")]
    [InlineData("ReplaySeconds", "0")]
    [InlineData("ReplaySeconds", "61")]
    public void Held_OutsideItsRange_IsRefused(string name, string value) => AssertRefused<HeldOptions>("Held", name, value);

    [Theory]
    [InlineData("MessagesPerSweep", "0")]
    [InlineData("SweepSeconds", "56")] // the next sweep begins after a minute
    [InlineData("AlarmingReturns", "0")]
    public void DeadLetters_OutsideItsRange_IsRefused(string name, string value) => AssertRefused<DeadLetterOptions>("DeadLetters", name, value);

    [Theory]
    [InlineData("MaxBytes", "0")]
    [InlineData("GrantMinutes", "1441")]
    [InlineData("IncompleteHours", "0")]
    [InlineData("RetentionDays", "366")]
    public void Media_OutsideItsRange_IsRefused(string name, string value) => AssertRefused<MediaOptions>("Media", name, value);

    [Theory]
    [InlineData("CredentialSeconds", "59")]
    [InlineData("CredentialSeconds", "86401")]
    [InlineData("TurnUrls:0", "turn:turn.example.org")] // without a secret
    [InlineData("TurnSharedSecret", "0123456789abcdef")] // without an address
    public void Calls_OutsideItsRange_IsRefused(string name, string value) =>
        Assert.Contains(
            Assert.Throws<OptionsValidationException>(() => Value<CallsOptions>(($"Calls:{name}", value))).Failures,
            error => error.Contains(name.Split(':')[0], StringComparison.Ordinal));

    [Theory]
    [InlineData("0123456789abcde", "16 characters")]
    [InlineData("@Microsoft.KeyVault(SecretUri=https://vault.example/secrets/turn)", "not resolved")]
    public void Calls_SecretThatIsNone_IsRefusedAndNotRepeated(string secret, string says)
    {
        var refused = Assert.Throws<OptionsValidationException>(
            () => Value<CallsOptions>(("Calls:TurnUrls:0", "turn:turn.example.org"), ("Calls:TurnSharedSecret", secret)));
        var failure = Assert.Single(refused.Failures);
        Assert.Contains(says, failure, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, failure, StringComparison.Ordinal);
    }

    [Fact]
    public void Calls_FaultyAddressAmongGood_IsNamedByItsPlace()
    {
        var refused = Assert.Throws<OptionsValidationException>(() => Value<CallsOptions>(
            ("Calls:TurnUrls:0", "turn:turn.example.org"), ("Calls:TurnUrls:1", "stun:turn.example.org"), ("Calls:TurnSharedSecret", "0123456789abcdef")));
        Assert.Contains("Calls:TurnUrls:1 ", Assert.Single(refused.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public void Calls_AddressesAndSecret_AreTaken()
    {
        var options = Value<CallsOptions>(("Calls:TurnUrls:0", "turns:turn.example.org?transport=tcp"), ("Calls:TurnSharedSecret", "0123456789abcdef"));
        Assert.Equal((1, 600), (options.TurnUrls.Count, options.CredentialSeconds));
    }

    [Fact]
    public void Relay_NothingConfigured_NamesEveryMissingPartAtOnce()
    {
        var errors = Assert.Throws<OptionsValidationException>(() => Value<RelayOptions>()).Failures.ToList();
        Assert.Contains(errors, error => error.Contains("Authority", StringComparison.Ordinal));
        Assert.Contains(errors, error => error.Contains("AddressKey", StringComparison.Ordinal));
        Assert.Contains(errors, error => error.Contains("SigningKeys", StringComparison.Ordinal));
    }

    private static void AssertRefused<T>(string section, string name, string value)
        where T : class
    {
        var refused = Assert.Throws<OptionsValidationException>(() => Value<T>(($"{section}:{name}", value)));
        Assert.Contains(refused.Failures, error => error.Contains(name, StringComparison.Ordinal));
    }

    private static T Value<T>(params (string Name, string Value)[] settings)
        where T : class
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value))).Build());
        services.AddRelay();
        using var provider = services.BuildServiceProvider();
        return provider.GetRequiredService<IOptions<T>>().Value;
    }
}
