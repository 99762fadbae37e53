using Microsoft.Extensions.Logging.Abstractions;
using Relay.Functions.Accept;
using Relay.Functions.Agreements;
using Relay.Functions.Partners;
using Relay.Functions.Queue;
using Relay.Functions.Tests.Links;
using Relay.Signatures;

namespace Relay.Functions.Tests.Agreements;

public sealed class PairAgreementTests
{
    private static readonly PartnerRecord Able = Partner("able", "calls", "ephemeral");
    private static readonly PartnerRecord Also = Partner("also", "ephemeral", "text", "calls");
    private static readonly PartnerRecord Plain = Partner("plain", "text");

    private readonly Told _told = new();
    private readonly PairAgreement _agreement;

    public PairAgreementTests() => _agreement = new PairAgreement(new DowngradeWatch(_told, new ManualClock(), NullLogger<DowngradeWatch>.Instance));

    [Theory]
    [InlineData(EnvelopeClass.Normal, null)]
    [InlineData(EnvelopeClass.Urgent, "calls of both partners")]
    [InlineData(EnvelopeClass.Ephemeral, "ephemeral of both partners")]
    public void Check_ClassThatNeedsACapability_PassesWhereBothHaveIt(EnvelopeClass envelopeClass, string? rule)
    {
        Assert.Null(_agreement.Check(Able, Also, Draft(envelopeClass, 1)));
        foreach (var (sender, recipient) in ((PartnerRecord, PartnerRecord)[])[(Able, Plain), (Plain, Able), (Plain, Plain)])
        {
            var problem = _agreement.Check(sender, recipient, Draft(envelopeClass, 1));
            Assert.Equal(rule, problem?.Rule);
            if (rule is not null)
                Assert.Equal((403, "capability-missing", "to.partner"), (problem!.Status, problem.Code, problem.Field));
        }
    }

    [Fact]
    public void Check_ProtocolThatOneOfTheTwoLacks_IsNotAgreed()
    {
        var both = Plain with { Protocols = ["signal", "mls"] };
        Assert.Null(_agreement.Check(both, both with { Name = "other" }, Draft(EnvelopeClass.Normal, 1, 18, 6)));

        var problem = _agreement.Check(both, Able, Draft(EnvelopeClass.Normal, 3, 1, 20));

        Assert.Equal((403, "protocol-not-agreed", "ciphertexts[2].type", "mls of both partners"), (problem!.Status, problem.Code, problem.Field, problem.Rule));
        Assert.Equal("ciphertexts[0].type", _agreement.Check(Able, both, Draft(EnvelopeClass.Normal, 17))!.Field);
        Assert.Empty(_told.Events);
    }

    [Fact]
    public void Check_ProtocolThatAFloorDoesNotAllow_IsBelowItAndToldToBoth()
    {
        var strict = Plain with { Protocols = ["signal", "mls"], Floors = [new PartnerFloor("*", ["mls"])] };
        var other = Able with { Protocols = ["mls", "signal"] };
        Assert.Null(_agreement.Check(other, strict, Draft(EnvelopeClass.Normal, 18)));

        var problem = _agreement.Check(other, strict, Draft(EnvelopeClass.Normal, 18, 1));

        Assert.Equal((403, "below-floor", "ciphertexts[1].type"), (problem!.Status, problem.Code, problem.Field));
        Assert.Equal([("able", "plain", "protocols"), ("plain", "able", "protocols")], _told.Events.Select(told => (told.Partner, told.Facts["partner"], told.Facts["rule"])));
    }

    [Fact]
    public void Check_PostQuantumFloorOfEither_IsNotedForTheContents()
    {
        var strict = Plain with { Floors = [new PartnerFloor("able", PostQuantum: true)] };
        var (draft, free) = (Draft(EnvelopeClass.Normal, 1), Draft(EnvelopeClass.Normal, 1));
        Assert.Null(_agreement.Check(Able, strict, draft));
        Assert.Null(_agreement.Check(Also, strict, free));
        Assert.True(draft.NeedsPostQuantum);
        Assert.False(free.NeedsPostQuantum);

        var below = _agreement.Refusal(Able, strict, new ContentFault(1, "rule", IsBelowFloor: true));
        var malformed = _agreement.Refusal(Able, strict, new ContentFault(1, "rule"));

        Assert.Equal((403, "below-floor", "ciphertexts[1].content", "rule"), (below.Status, below.Code, below.Field, below.Rule));
        Assert.Equal((422, "ciphertext-malformed", "ciphertexts[1].content", "rule"), (malformed.Status, malformed.Code, malformed.Field, malformed.Rule));
        Assert.Equal(2, _told.Events.Count);
        Assert.All(_told.Events, told => Assert.Equal("postQuantum", told.Facts["rule"]));
    }

    private static EnvelopeDraft Draft(EnvelopeClass envelopeClass, params byte[] types)
    {
        var draft = new EnvelopeDraft { Class = envelopeClass };
        draft.Ciphertexts.AddRange(types.Select((type, i) => new CiphertextDraft((byte)(i + 1), 4711, type, default, 1)));
        return draft;
    }

    private static PartnerRecord Partner(string name, params string[] capabilities) =>
        new(name, PartnerStatus.Live, null, Array.Empty<JsonWebKey>(), capabilities, 1);
}
