using System.Net.Sockets;
using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Transport;
using Microsoft.Extensions.Logging;
using Relay.Local.Bus.Wire;

namespace Relay.Local.Bus.Transport.Front;

/// <summary>
/// A TCP connection as the AMQP library wants it. What arrives is checked frame by frame before the library sees a byte of
/// it; no fault of one connection leaves the threads of this one.
/// </summary>
internal sealed class SocketTransport : TransportBase
{
    private readonly Socket _socket;
    private readonly ILogger _logger;
    private readonly PartialDeliveries _partial;
    private readonly InboundFrames _inbound;
    private readonly SocketAsyncEventArgs _readable = new();
    private readonly SocketAsyncEventArgs _write = new();
    private readonly List<ArraySegment<byte>> _parts = [];
    private readonly Action _goOn;
    private ITransportMonitor? _monitor;
    private TransportAsyncCallbackArgs? _reading;
    private TransportAsyncCallbackArgs? _writing;

    public SocketTransport(Socket socket, PartialTotal partial, ILogger logger)
        : base("relay-tcp")
    {
        _socket = socket;
        _logger = logger;
        _partial = new PartialDeliveries(partial);
        _inbound = new InboundFrames(_partial);
        // Reads below never wait: a wait is an empty asynchronous read, so that an idle connection holds no buffer.
        _socket.Blocking = false;
        LocalEndPoint = socket.LocalEndPoint?.ToString() ?? "";
        RemoteEndPoint = socket.RemoteEndPoint?.ToString() ?? "";
        _readable.SetBuffer([], 0, 0);
        _goOn = OnReadable;
        _readable.Completed += (_, _) => OnReadable();
        _write.Completed += (_, _) => OnWritten();
    }

    public override string LocalEndPoint { get; }

    public override string RemoteEndPoint { get; }

    /// <summary>Called once with the reason when the peer broke the protocol, before the connection is ended.</summary>
    public Action<AmqpException>? Faulted { get; set; }

    /// <summary>Says when nothing may be read.</summary>
    public IntakeGauge? Intake { get; set; }

    public override void SetMonitor(ITransportMonitor usageMeter) => _monitor = usageMeter;

    public override bool ReadAsync(TransportAsyncCallbackArgs args)
    {
        args.Exception = null;
        _reading = args;
        if (!Read(args))
            return true;
        _reading = null;
        args.CompletedSynchronously = true;
        return false;
    }

    public override bool WriteAsync(TransportAsyncCallbackArgs args)
    {
        args.Exception = null;
        if (args.Buffer is not null)
        {
            _write.BufferList = null;
            _write.SetBuffer(args.Buffer, args.Offset, args.Count);
        }
        else
        {
            foreach (var buffer in args.ByteBufferList)
                _parts.Add(new ArraySegment<byte>(buffer.Buffer, buffer.Offset, buffer.Length));
            _write.SetBuffer(null, 0, 0);
            _write.BufferList = _parts;
        }
        _writing = args;
        if (_socket.SendAsync(_write))
            return true;
        EndWrite(args);
        args.CompletedSynchronously = true;
        return false;
    }

    protected override bool CloseInternal()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The peer was faster, or the handshake's time was up; the socket is closed either way.
            BrokerLog.ConnectionRefused(_logger, e);
        }
        AbortInternal();
        return true;
    }

    protected override void AbortInternal()
    {
        _socket.Dispose();
        _readable.Dispose();
        _write.Dispose();
        _partial.Close();
    }

    /// <summary>Fills the library's buffer; false when the answer will come later.</summary>
    private bool Read(TransportAsyncCallbackArgs args)
    {
        while (true)
        {
            var taken = _inbound.Take(args.Buffer.AsSpan(args.Offset, args.Count));
            if (taken > 0)
            {
                args.BytesTransfered = taken;
                return true;
            }
            if (Intake?.MustWait(_goOn) == true)
                return false;
            var count = _socket.Receive(_inbound.Space(), SocketFlags.None, out var error);
            if (error is SocketError.WouldBlock)
            {
                _inbound.Rest();
                if (_socket.ReceiveAsync(_readable))
                    return false;
                continue;
            }
            if (error is not SocketError.Success)
                throw new SocketException((int)error);
            if (count == 0)
            {
                args.BytesTransfered = 0;
                return true;
            }
            Check(count);
        }
    }

    private void Check(int count)
    {
        try
        {
            _inbound.Add(count);
        }
        catch (AmqpFormatException e)
        {
            var fault = new AmqpException(AmqpErrorCode.FramingError, e.Message);
            Faulted?.Invoke(fault);
            throw fault;
        }
    }

    private void OnReadable()
    {
        var args = _reading!;
        Guard(() =>
        {
            try
            {
                if (_readable.SocketError != SocketError.Success)
                    throw new SocketException((int)_readable.SocketError);
                if (!Read(args))
                    return;
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or AmqpException)
            {
                args.Exception = e;
            }
            args.CompletedSynchronously = false;
            args.CompletedCallback(args);
        });
    }

    private void OnWritten()
    {
        var args = _writing!;
        Guard(() =>
        {
            EndWrite(args);
            args.CompletedSynchronously = false;
            args.CompletedCallback(args);
        });
    }

    private void EndWrite(TransportAsyncCallbackArgs args)
    {
        if (_write.SocketError == SocketError.Success)
        {
            args.BytesTransfered = _write.BytesTransferred;
            _monitor?.OnTransportWrite(0, args.BytesTransfered, 0, 0);
        }
        else
            args.Exception = new SocketException((int)_write.SocketError);
        _parts.Clear();
    }

    /// <summary>An exception that leaves a completion would end the process.</summary>
    private void Guard(Action completion)
    {
        try
        {
            completion();
        }
#pragma warning disable CA1031 // The AMQP library documents no closed set of exceptions; each one ends this connection only, and is logged.
        catch (Exception e)
#pragma warning restore CA1031
        {
            BrokerLog.ConnectionFault(_logger, e);
            Abort();
        }
    }
}
