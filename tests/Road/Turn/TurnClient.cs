using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Relay.Road.Tests.Turn;

/// <summary>How a TURN server answered a request for an allocation.</summary>
/// <param name="IsAllocated">Whether it gave a relayed address, in an answer that is signed under the password.</param>
/// <param name="Error">The error code; 0 for none.</param>
internal sealed record Allocation(bool IsAllocated, int Error);

/// <summary>The little of TURN (RFC 8656) that an allocation takes, over UDP, with long-term credentials (RFC 8489, section 9.2).</summary>
internal sealed class TurnClient : IDisposable
{
    private const byte Udp = 17;

    // RFC 8489, section 6.2.1: a request over UDP is sent again, the first time after half a second.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);
    private const int Sends = 20;

    private readonly UdpClient _socket = new(new IPEndPoint(IPAddress.Loopback, 0));

    public TurnClient(IPEndPoint server) => _socket.Connect(server);

    /// <summary>Whether a server answers a binding request now.</summary>
    public async Task<bool> IsAnsweredAsync() => await AskOnceAsync(new StunMessage(StunMessage.BindingRequest), null) is { Type: StunMessage.BindingSuccess };

    /// <summary>Asks for an allocation: first without credentials, to be told realm and nonce, then with them.</summary>
    public async Task<Allocation> AllocateAsync(string username, string password)
    {
        var challenge = await AskAsync(Request(), null);
        Assert.Equal((StunMessage.AllocateError, 401), (challenge.Type, ErrorOf(challenge)));
        var realm = challenge.Find(StunMessage.Realm)!;
        var key = Key(username, Encoding.UTF8.GetString(realm), password);
        var answer = await AskAsync(
            Request().With(StunMessage.Username, username).With(StunMessage.Realm, realm).With(StunMessage.Nonce, challenge.Find(StunMessage.Nonce)!), key);
        return answer.Type == StunMessage.AllocateSuccess
            ? new Allocation(answer.Find(StunMessage.RelayedAddress) is not null && answer.IsSignedBy(key), 0)
            : new Allocation(false, ErrorOf(answer));
    }

    public void Dispose() => _socket.Dispose();

    private static StunMessage Request() => new StunMessage(StunMessage.AllocateRequest).With(StunMessage.RequestedTransport, [Udp, 0, 0, 0]);

    private static byte[] Key(string username, string realm, string password)
    {
#pragma warning disable CA5351 // The key of long-term credentials is this MD5 by definition (RFC 8489, section 9.2.2).
        return MD5.HashData(Encoding.UTF8.GetBytes($"{username}:{realm}:{password}"));
#pragma warning restore CA5351
    }

    // Hundreds in the third byte, the rest in the fourth.
    private static int ErrorOf(StunMessage message) => message.Find(StunMessage.ErrorCode) is { Length: >= 4 } code ? ((code[2] & 7) * 100) + code[3] : 0;

    private async Task<StunMessage> AskAsync(StunMessage request, byte[]? key)
    {
        for (var i = 0; i < Sends; i++)
        {
            if (await AskOnceAsync(request, key) is { } answer)
                return answer;
        }

        Assert.Fail($"the TURN server did not answer {Sends} requests");
        return null!;
    }

    private async Task<StunMessage?> AskOnceAsync(StunMessage request, byte[]? key)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await _socket.SendAsync(request.Write(key), patience.Token);
            while (true)
            {
                var came = StunMessage.Read((await _socket.ReceiveAsync(patience.Token)).Buffer);
                if (came is not null && came.Transaction.AsSpan().SequenceEqual(request.Transaction))
                    return came;
            }
        }
        catch (OperationCanceledException)
        {
            return null;
        }
        catch (SocketException)
        {
            // Nobody listens there yet.
            return null;
        }
    }
}
