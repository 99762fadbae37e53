using Relay.Client;
using Relay.Client.Accounts;
using Relay.Client.Envelopes;
using Relay.Local.Sandbox;
using Relay.Local.Stack;
using Relay.Signatures;

namespace Relay.Road.Tests.Fixtures;

/// <summary>A registered partner whose endpoint is a <see cref="SandboxPartner"/> that checks the relay's signatures.</summary>
public sealed class SandboxPeer : IAsyncDisposable
{
    private static int s_counter;

    private readonly LocalStack _stack;
    private readonly int _lanes;
    private readonly SigningKey _key;
    private readonly RelayClient _client;

    private SandboxPeer(LocalStack stack, SandboxPartner sandbox, int lanes)
    {
        (_stack, Sandbox, _lanes) = (stack, sandbox, lanes);
        Name = $"s{Interlocked.Increment(ref s_counter)}-{Guid.NewGuid().ToString("N")[..8]}";
        _key = SigningKey.CreateEcdsaP256(Name + "-1");
        _client = new RelayClient(new RelayClientOptions { Address = stack.Address, Authority = stack.Authority, Key = _key });
    }

    public string Name { get; }

    public SandboxPartner Sandbox { get; }

    public SandboxRecord Record => Sandbox.Record;

    /// <summary>Calls and connections that reached it, taken or not.</summary>
    public int Tries => Record.Counts is var counts ? counts.Calls + counts.RefusedConnections : 0;

    public static async Task<SandboxPeer> StartAsync(LocalStack stack, int lanes = 1, SandboxOptions? options = null)
    {
        var sandbox = await SandboxPartner.StartAsync(options ?? new SandboxOptions { Relay = stack.Address });
        var peer = new SandboxPeer(stack, sandbox, lanes);
        await peer.RegisterAsync();
        return peer;
    }

    /// <summary>Has the operator set the partner, for the first time or again.</summary>
    public async Task RegisterAsync()
    {
        using var key = _stack.Identity.OperatorKey();
        using var operators = new RelayClient(new RelayClientOptions { Address = _stack.Address, Authority = _stack.Authority, Key = key });
        await operators.PutPartnerAsync(Name, new PartnerRecord
        {
            Status = PartnerStatus.Live,
            Endpoint = Sandbox.Endpoint,
            Keys = [_key.Public.ToJwk()],
            Capabilities = ["text", "calls", "ephemeral"],
            Lanes = _lanes,
        });
    }

    public async Task OptInAsync(params string[] users)
    {
        foreach (var user in users)
            await _client.PutUserAsync(user, new UserRecord { OptedIn = true, Partners = [UserRecord.AllPartners], Devices = [new UserDevice(1, 4711)] });
    }

    /// <summary>An envelope to one of its users.</summary>
    public OutgoingEnvelope From(TestPartner sender, string from, string user, int seconds = 3600) => new()
    {
        MessageId = Guid.CreateVersion7(),
        From = new UserAddress(sender.Name, from),
        To = new UserAddress(Name, user),
        TimeToLiveSeconds = seconds,
        Ciphertexts = [new DeviceCiphertext(1, 4711, CiphertextType.Whisper, RatchetMessage.Create(400))],
    };

    /// <summary>The ids of those that came, in the order of their first arrival, from one user to another.</summary>
    public IReadOnlyList<Guid> Arrived(TestPartner sender, string from, string user) =>
        Record.FirstArrivals(new UserAddress(sender.Name, from), new UserAddress(Name, user));

    public async ValueTask DisposeAsync()
    {
        await Sandbox.DisposeAsync();
        _client.Dispose();
        _key.Dispose();
    }
}
