using Relay.Functions.Agreements;
using Relay.Functions.Partners;
using Relay.Functions.Tests.Agreements;
using Relay.Functions.Tests.Storage;

namespace Relay.Functions.Tests.Partners;

public sealed class PartnerStoreTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly PartnerStore _store = new(new MemoryTable("partners"), new MemoryTable("partnerkeys"));

    [Fact]
    public async Task Put_Agreement_IsReadAsItWasWritten()
    {
        var partner = Agreed.Partner(PartnerStatus.Suspended, PartnerStatus.Sandbox);
        partner = partner with
        {
            Agreement = partner.Agreement with
            {
                LiveBy = new DateOnly(2026, 6, 30),
                LiveAt = Agreed.Noon,
                Evidence = [new("mls", new Uri("https://partner.example/mls"), new DateOnly(2026, 2, 1))],
                Quotas = new(10, 20, 30),
                Contacts = new("ops", "security", "legal"),
                Conformance = new(new string('a', 64), "passed", Agreed.Noon, "op-1", 3, 0),
                Changes = [Agreed.Change(null, PartnerStatus.Sandbox), new(Agreed.Noon, PartnerStatus.Sandbox, PartnerStatus.Suspended, "op-1", "faults", "Äußerst lahm.")],
                ChangesLeftOut = 2,
            },
        };

        Assert.Equal(PartnerWrite.Created, await _store.PutAsync(partner, None));

        var read = (await _store.FindAsync(partner.Name, None))!;
        Assert.Equal((partner.Status, PartnerWorld.Sandbox), (read.Status, read.World));
        Assert.Equivalent(partner.Agreement, read.Agreement, strict: true);
    }

    [Fact]
    public async Task Put_VersionThatWasOvertaken_WritesNothing()
    {
        var partner = Agreed.Partner(PartnerStatus.Sandbox);
        Assert.Equal(PartnerWrite.Created, await _store.PutAsync(partner, None));
        Assert.Equal(PartnerWrite.Changed, await _store.PutAsync(partner, None));
        var read = (await _store.FindAsync(partner.Name, None))!;

        Assert.Equal(PartnerWrite.Replaced, await _store.PutAsync(read with { Lanes = 8 }, None));
        Assert.Equal(PartnerWrite.Changed, await _store.PutAsync(read with { Lanes = 16 }, None));

        Assert.Equal(8, (await _store.FindAsync(partner.Name, None))!.Lanes);
    }

    [Fact]
    public void Longest_Agreement_FitsIntoItsColumn()
    {
        var note = new string('\u4e2d', AgreementCheck.MostCharacters);
        var agreement = new AgreementRecord
        {
            Contacts = new(note, note, note),
            Evidence = [new("mls", new Uri("https://partner.example/" + new string('a', 470)), new DateOnly(2026, 2, 1))],
            Changes = [.. Enumerable.Repeat(new StateChange(Agreed.Noon, PartnerStatus.Suspended, PartnerStatus.Sandbox, new string('k', 64), "not-a-messaging-provider", note), StateHistory.Most)],
        };

        // Of a binary column of Table storage.
        Assert.InRange(System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(agreement, AgreementRowJson.Default.AgreementRecord).Length, 1, 64 * 1024);
    }
}
