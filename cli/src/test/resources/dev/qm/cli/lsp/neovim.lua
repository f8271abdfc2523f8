-- What somebody does in Neovim with units, and what Neovim then has: one line each in /desk/seen. NeovimTest runs it, after
-- the lines that docs/quadlet-lsp.md gives for the user's init.lua.
local seen = assert(io.open("/desk/seen", "w"))
local PATIENCE = 60000

local function note(what, value)
  seen:write(what, "\t", (tostring(value):gsub("\n", "\\n")), "\n")
  seen:flush()
end

local function keys(text)
  vim.api.nvim_feedkeys(vim.api.nvim_replace_termcodes(text, true, false, true), "tx", false)
end

-- Diagnostics come when the server has them, each for one version of a text.
local told = {}
local publish = vim.lsp.handlers["textDocument/publishDiagnostics"]
vim.lsp.handlers["textDocument/publishDiagnostics"] = function(err, result, context, config)
  publish(err, result, context, config)
  told[vim.uri_to_bufnr(result.uri)] = result.version
end

local function noteFound(what, buffer, isTold)
  if not vim.wait(PATIENCE, isTold, 5) then
    note(what, "nothing was told")
    return
  end
  local found = {}
  for _, it in ipairs(vim.diagnostic.get(buffer)) do
    table.insert(found, ("%d:%d-%d %s %s"):format(it.lnum, it.col, it.end_col, it.code, it.message))
  end
  note(what, #found == 0 and "none" or table.concat(found, " / "))
end

-- What is told of a text that was opened: the client gets it some time after the user sees it.
local function opened(what)
  local buffer = vim.api.nvim_get_current_buf()
  noteFound(what, buffer, function() return told[buffer] ~= nil end)
end

-- What is told of a text as somebody has just typed it.
local function after(what, typed)
  local buffer = vim.api.nvim_get_current_buf()
  keys(typed)
  local version = vim.api.nvim_buf_get_changedtick(buffer)
  noteFound(what, buffer, function() return told[buffer] == version end)
end

local function run()
  vim.cmd.edit("/desk/units/radio.container")
  local buffer = vim.api.nvim_get_current_buf()
  note("filetype", vim.bo.filetype)
  assert(vim.wait(PATIENCE, function() return #vim.lsp.get_clients({ bufnr = buffer }) > 0 end, 5), "no client")
  local client = vim.lsp.get_clients({ bufnr = buffer })[1]
  note("server", client.name)
  if not vim.wait(PATIENCE, function() return client.initialized end, 5) then note("server", "not initialized") end
  note("encoding", client.offset_encoding)
  opened("opened")

  after("typed", "GoVolumes=data.volume:/d<Esc>")
  after("mended", "0f=hx<Esc>")
  after("wide", "GoLabel=a=\u{1F697} b c=\u{e9} d<Esc>")
  after("deleted", "Gdd<Esc>")

  vim.fn.cursor(vim.fn.search("^Volume="), 10)
  vim.lsp.buf.hover()
  local float
  vim.wait(PATIENCE, function()
    for _, window in ipairs(vim.api.nvim_list_wins()) do
      if vim.api.nvim_win_get_config(window).relative ~= "" then float = window end
    end
    return float ~= nil
  end, 5)
  note("hover", float and table.concat(vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(float), 0, -1, false), "\n"))
  if float then vim.api.nvim_win_close(float, true) end

  keys("GoPul<Esc>")
  vim.fn.cursor(vim.fn.line("$"), 4)
  local params = vim.lsp.util.make_position_params(0, client.offset_encoding)
  params.position.character = 3
  local answer = vim.lsp.buf_request_sync(buffer, "textDocument/completion", params, PATIENCE)
  local item
  for _, it in ipairs(answer[client.id].result) do
    if it.label == "Pull" then item = it end
  end
  note("completed", item.label .. " " .. item.detail .. ": " .. item.documentation)
  vim.lsp.util.apply_text_edits({ item.textEdit }, buffer, client.offset_encoding)
  note("line", vim.api.nvim_buf_get_lines(buffer, -2, -1, false)[1])
  after("value", "GA = never<Esc>0f=x<Esc>")

  vim.lsp.buf.format({ async = false, timeout_ms = PATIENCE })
  note("formatted", table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), "\n"))

  vim.fn.cursor(vim.fn.search("^Volume="), 10)
  vim.lsp.buf.definition()
  vim.wait(PATIENCE, function() return vim.api.nvim_buf_get_name(0) ~= "/desk/units/radio.container" end, 5)
  note("definition", vim.api.nvim_buf_get_name(0))

  opened("other opened")
  after("other", "ggOTypo=1<Esc>")

  local dropIn = "/desk/units/radio.container.d/10.conf"
  vim.cmd.edit({ args = { dropIn }, bang = true })
  note("drop-in", vim.bo.filetype)
  opened("drop-in opened")
  after("drop-in finding", "i[Container]<CR>Typo=1<Esc>")

  client.stop()
  note("ended", vim.wait(PATIENCE, function() return client.is_stopped() end, 5))
end

local ok, why = xpcall(run, debug.traceback)
if not ok then note("error", why) end
seen:close()
vim.cmd("qall!")
