using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Framing;

namespace Relay.Local.Bus.Tests.Client;

/// <summary>A connection without a Service Bus client on it, which never puts a token by itself.</summary>
internal sealed class RawConnection : ICbsTokenProvider, IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly AmqpConnection _connection;
    private readonly AmqpCbsLink _tokens;
    private readonly Uri _address;
    private string _token = "";

    private RawConnection(AmqpConnection connection, Uri address)
    {
        _connection = connection;
        _tokens = new AmqpCbsLink(connection);
        _address = address;
    }

    public static async Task<RawConnection> OpenAsync(int port)
    {
        var address = new Uri($"amqp://localhost:{port}");
        return new RawConnection(await new AmqpConnectionFactory().OpenConnectionAsync(address, Deadline), address);
    }

    /// <summary>Puts a token for a queue, which the broker must accept.</summary>
    public async Task PutAsync(string queue, string token)
    {
        _token = token;
        using var deadline = new CancellationTokenSource(Deadline);
        var audience = new Uri(_address, queue).AbsoluteUri;
        await _tokens.SendTokenAsync(this, _address, audience, audience, ["Send"], deadline.Token);
    }

    /// <summary>Opens a sender; the broker's refusal is thrown.</summary>
    public async Task<AmqpLink> AttachAsync(string queue)
    {
        var settings = new AmqpLinkSettings { LinkName = Guid.NewGuid().ToString(), Role = false, Source = new Source(), Target = new Target { Address = queue } };
        var link = new SendingAmqpLink(await SessionAsync(), settings);
        var closed = ClosedAsync(link);
        var credit = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        link.RegisterCreditListener((_, _, _) => credit.TrySetResult());
        await link.OpenAsync(Deadline);
        // A refusal is an attach followed at once by a detach; credit shows that the link stays.
        if (link.LinkCredit == 0 && await Task.WhenAny(credit.Task, closed).WaitAsync(Deadline) == closed)
            throw await closed;
        return link;
    }

    /// <summary>Asks for the next free session of a queue, for an hour, without waiting for the answer.</summary>
    public async Task<AmqpLink> AskForSessionAsync(string queue)
    {
        var settings = new AmqpLinkSettings
        {
            LinkName = Guid.NewGuid().ToString(),
            Role = true,
            Source = new Source { Address = queue, FilterSet = new FilterSet { ["com.microsoft:session-filter"] = null } },
            Target = new Target(),
            Properties = new Fields { ["com.microsoft:timeout"] = (uint)TimeSpan.FromHours(1).TotalMilliseconds },
        };
        var link = new ReceivingAmqpLink(await SessionAsync(), settings);
        // How it ends is seen by the link's closing.
        _ = link.OpenAsync(Deadline).ContinueWith(opened => opened.Exception, TaskScheduler.Default);
        return link;
    }

    /// <summary>Why the other side closed the link.</summary>
    public static async Task<Exception> ClosedAsync(AmqpLink link)
    {
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        link.SafeAddClosed((_, _) => closed.TrySetResult());
        await closed.Task.WaitAsync(Deadline);
        return link.TerminalException;
    }

    private async Task<AmqpSession> SessionAsync()
    {
        var session = _connection.CreateSession(new AmqpSessionSettings());
        await session.OpenAsync(Deadline);
        return session;
    }

    Task<CbsToken> ICbsTokenProvider.GetTokenAsync(Uri namespaceAddress, string appliesTo, string[] requiredClaims) =>
        Task.FromResult(new CbsToken(_token, "servicebus.windows.net:sastoken", DateTime.UtcNow.AddDays(1)));

    public async ValueTask DisposeAsync() => await _connection.CloseAsync(Deadline);
}
