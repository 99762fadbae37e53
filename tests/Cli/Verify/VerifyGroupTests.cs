using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Relay.Cli.Verify;
using Relay.Signatures.Groups;

namespace Relay.Cli.Tests.Verify;

/// <summary>The request is a group message; what the receipt must cover is put together here byte by byte, as docs/receipts.md says.</summary>
public sealed class VerifyGroupTests : IDisposable
{
    private static readonly Guid Id = Guid.CreateVersion7();

    private readonly VerifyFolder _folder = new();

    private VerifyInputs Inputs => new() { Keys = _folder.Keys, Receipt = _folder.Answer, Request = _folder.Request };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Verify_SealedMessage_IsGoodAndWhatIsNotCoveredIsCounted()
    {
        var (shared, own) = (RandomNumberGenerator.GetBytes(100), RandomNumberGenerator.GetBytes(2 * 48));
        byte[] message = [0x22, 2, .. Recipient([1, 0x92, 0x67, 2, 0x12, 0x68], own[..48]), .. Recipient([1, 0x00, 0x07], own[48..]), .. shared];
        byte[] ciphertexts =
        [
            0x82, .. SHA256.HashData(shared),
            1, 0x67, 0x12, 6, 49, 0, 0, 0, 0x22, .. own[..48],
            2, 0x68, 0x12, 6, 49, 0, 0, 0, 0x22, .. own[..48],
        ];
        WriteRequest(message, null, "ben", "bea");
        _folder.WriteAnswer(Content(ciphertexts), (Child("ben"), "accepted"), (Child("bea"), "refused"));

        var (exit, output, errors) = await VerifyFolder.RunAsync(Inputs);

        Assert.Equal((VerifyExit.Good, ""), (exit, errors));
        Assert.Contains("took 1 envelope of instagram", output, StringComparison.Ordinal);
        Assert.Contains("1 more of the request is not covered", output, StringComparison.Ordinal);
        Assert.Equal(VerifyExit.Good, (await VerifyFolder.RunAsync(Inputs with { Id = Child("ben").ToString() })).Exit);
        Assert.Equal(VerifyExit.Bad, (await VerifyFolder.RunAsync(Inputs with { Id = Child("bea").ToString() })).Exit);
    }

    [Fact]
    public async Task Verify_MessageThatEveryDeviceGets_IsGood()
    {
        var message = RandomNumberGenerator.GetBytes(60);
        WriteRequest(message, 18, "ben");
        _folder.WriteAnswer(Content([0x80, .. SHA256.HashData(message)]), (Child("ben"), "duplicate"));
        Assert.Equal(VerifyExit.Good, (await VerifyFolder.RunAsync(Inputs)).Exit);
    }

    [Fact]
    public async Task Verify_MessageThatWasChanged_IsBad()
    {
        WriteRequest([1, 2, 3], 18, "ben");
        _folder.WriteAnswer(Content([0x80, .. SHA256.HashData([1, 2, 4])]), (Child("ben"), "accepted"));
        Assert.Equal(VerifyExit.Bad, (await VerifyFolder.RunAsync(Inputs)).Exit);
    }

    [Fact]
    public async Task Verify_MessageThatCannotBeTakenApart_IsNotChecked()
    {
        WriteRequest([0x22, 1], null, "ben");
        _folder.WriteAnswer(new byte[32], (Child("ben"), "accepted"));
        Assert.Equal(VerifyExit.NotChecked, (await VerifyFolder.RunAsync(Inputs)).Exit);
    }

    private static byte[] Recipient(byte[] devices, byte[] own) => [.. Guid.NewGuid().ToByteArray(), .. devices, .. own];

    private static Guid Child(string user) => ChildIds.Of(Id, "whatsapp", user);

    // messageId ‖ time to live, left out ‖ class normal ‖ ciphertexts
    private static byte[] Content(byte[] ciphertexts) => SHA256.HashData([.. Id.ToByteArray(bigEndian: true), 0, 0, 0, 0, 0, .. SHA256.HashData(ciphertexts)]);

    private void WriteRequest(byte[] message, int? type, params string[] users) => VerifyFolder.Write(_folder.Request, new JsonObject
    {
        ["id"] = Id,
        ["messageId"] = Id,
        ["from"] = new JsonObject { ["partner"] = "instagram", ["user"] = "ana" },
        ["type"] = type,
        ["recipients"] = new JsonArray([.. users.Select(user => new JsonObject { ["partner"] = "whatsapp", ["user"] = user })]),
        ["message"] = Convert.ToBase64String(message),
    });
}
